// Opens what an operation returned where it spread a fragment. A component that names its fragment can read the fields
// of that fragment, and no others: what it does not ask for it cannot come to depend on.
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'

/** A fragment's document, or an operation's: all that matters here is what it reads. */
type Reads<Data> = DocumentTypeDecoration<Data, never>

/**
 * What an operation returns in the place of a fragment: the type of a component's property.
 *
 * ```ts
 * function Row(props: { customer: FragmentType<typeof CustomerRowFragmentDoc> }) {
 *   const { displayName } = readFragment(CustomerRowFragmentDoc, props.customer)
 * ```
 */
export type FragmentType<Fragment extends Reads<unknown>> = Fragment extends Reads<infer Data> ? Masked<Data> : never

// Not distributed over unions: data that can be of several types is one mask for all of them.
type Masked<Data> = [Data] extends [{ readonly ' $fragmentName'?: infer Name }]
  ? Name extends string
    ? { readonly ' $fragmentRefs'?: { readonly [Key in Name]: Data } }
    : never
  : never

/** The data of the fragment: the very value that was given, null for null and a list for a list. */
export function readFragment<Data>(fragment: Reads<Data>, masked: Masked<Data>): Data
export function readFragment<Data>(fragment: Reads<Data>, masked: readonly Masked<Data>[]): readonly Data[]
export function readFragment<Data>(fragment: Reads<Data>, masked: Masked<Data> | null): Data | null
export function readFragment<Data>(
  fragment: Reads<Data>,
  masked: Masked<Data> | null | undefined,
): Data | null | undefined
export function readFragment(_fragment: Reads<unknown>, masked: unknown): unknown {
  return masked
}

/** Masks data of a fragment, for tests and stories that make up what an operation would have returned. */
export function maskFragment<Data>(_fragment: Reads<Data>, data: Data): Masked<Data>
export function maskFragment(_fragment: Reads<unknown>, data: unknown): unknown {
  return data
}
