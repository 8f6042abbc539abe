// What apps import as `customer-gateway/client`: a typed document for every operation and fragment in this folder, and
// what clients need beside them. It suits every client that takes typed documents, and depends on none.
//
// ```ts
// import { CustomerRowFragmentDoc, ListCustomersDocument, readFragment } from 'customer-gateway/client'
// ```
import generated from './generated/possible-types.ts'

export { documentIdOf } from './document-id.ts'
export { type FragmentType, maskFragment, readFragment } from './fragments.ts'
export * from './generated/graphql.ts'

/** Which types an interface or union can be: `new InMemoryCache({ possibleTypes })`. */
export const possibleTypes = generated.possibleTypes
