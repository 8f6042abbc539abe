// The merged list's cursor: opaque to callers; for us, how far each linked account has been read, whose turn is next,
// and for which arguments. It comes back from callers, so reading it is strict and trusts nothing.
import { z } from 'zod'
import { fromBase64Url } from '../domain/global-id.ts'
import type { PageToken } from '../domain/page.ts'
import type { OrderPosition } from './customer-order.ts'
import { InvalidArgument } from './invalid-argument.ts'

/** A place inside one account's list. */
export interface SourcePosition {
  /** Null: the first page. */
  readonly page: PageToken | null
  /** Rows of that page that were served already. */
  readonly skip: number
  readonly trail: Trail
}

/** What is remembered of the pages behind, to notice a provider whose pages go round in a circle. */
export interface Trail {
  /** Pages begun so far. */
  readonly pages: number
  /** The first two customers of one of them; moves on at every power of two. */
  readonly marks: readonly string[]
}

/** `done`: the provider said that there is no further page. */
export type SourceProgress = SourcePosition | 'done'

export const startOfList: SourcePosition = { page: null, skip: 0, trail: { pages: 0, marks: [] } }

export interface ListCursor {
  /** Stands for the arguments that decide which rows there are; a cursor is good for no others. */
  readonly binding: string
  /** Name of the account whose row comes next. */
  readonly turn: string
  /** By account name. An account that is missing has not been begun. */
  readonly progress: ReadonlyMap<string, SourceProgress>
  /** Accounts whose rows come last, because they could not be put in the order that was asked for. */
  readonly last: readonly string[]
  /** Set in a retry cursor: only this account, only so many rows, and none behind a place in the order. */
  readonly owed: { readonly account: string; readonly rows: number; readonly until: OrderPosition | null } | null
}

/** Of one account: longer ones could not be carried in a cursor. */
export const longestPageToken = 4_096

const version = 1
const longestCursor = 200_000
const name = z.string().max(64)

const progressSchema = z.union([
  z.literal(0),
  z.tuple([
    z.string().max(longestPageToken).nullable(),
    z.int().min(0),
    z.int().min(0),
    z.array(z.string().max(16)).max(2),
  ]),
])

const cursorSchema = z.strictObject({
  v: z.literal(version),
  b: name,
  t: name,
  s: z.record(name, progressSchema),
  l: z.array(name).max(10_000).optional(),
  o: z.tuple([name, z.int().min(1), z.tuple([z.string().nullable(), z.string()]).nullable()]).optional(),
})

export function encodeCursor({ binding, turn, progress, last, owed }: ListCursor): string {
  const sources = Object.fromEntries(
    [...progress].map(([account, at]) => [
      account,
      at === 'done' ? 0 : [at.page, at.skip, at.trail.pages, at.trail.marks],
    ]),
  )
  const until = owed?.until
  const content = {
    v: version,
    b: binding,
    t: turn,
    s: sources,
    ...(last.length === 0 ? {} : { l: last }),
    ...(owed === null ? {} : { o: [owed.account, owed.rows, until == null ? null : [until.key, until.nativeId]] }),
  }
  return Buffer.from(JSON.stringify(content), 'utf8').toString('base64url')
}

/** Throws InvalidArgument unless this is a cursor of ours that was made with the same arguments. */
export function decodeCursor(encoded: string, binding: string): ListCursor {
  const content = cursorSchema.safeParse(parseJson(fromBase64Url(encoded, longestCursor)))
  if (!content.success) throw notACursor()
  const { b, t, s, l, o } = content.data
  if (b !== binding) {
    throw new InvalidArgument('after', '`after` was made with other arguments: start the list again, or repeat them.')
  }
  const progress = new Map<string, SourceProgress>()
  for (const [account, at] of Object.entries(s)) {
    progress.set(account, at === 0 ? 'done' : { page: at[0], skip: at[1], trail: { pages: at[2], marks: at[3] } })
  }
  return { binding: b, turn: t, progress, last: l ?? [], owed: o === undefined ? null : toDebt(o) }
}

function toDebt([account, rows, until]: [string, number, [string | null, string] | null]): ListCursor['owed'] {
  return { account, rows, until: until === null ? null : { key: until[0], nativeId: until[1] } }
}

export function notACursor(): InvalidArgument {
  return new InvalidArgument('after', '`after` is not a cursor of this gateway.')
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}
