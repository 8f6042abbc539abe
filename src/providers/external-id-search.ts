// Finds customers by a caller-owned id at providers whose list can be filtered by it. What the provider takes for a match
// is not taken on trust: a filter that is ignored, or that is wider than documented, must not name the wrong customer.
import { type CustomerRecord, readField } from '../domain/customer.ts'
import { Failure } from '../domain/failure.ts'

/** A filter that works needs one page; one that is ignored is walked around for this long. */
const pageCeiling = 5

export interface SearchPage<Position> {
  readonly rows: readonly CustomerRecord[]
  /** Where the next page starts; null: this was the last. */
  readonly next: Position | null
}

/** `what` names provider and operation. Throws Failure BAD_RESPONSE when it cannot be said that all were found. */
export async function findExactly<Position>(
  externalId: string,
  what: string,
  first: Position,
  readPage: (position: Position) => Promise<SearchPage<Position>>,
): Promise<readonly CustomerRecord[]> {
  const found = new Map<string, CustomerRecord>()
  let position: Position | null = first
  for (let pages = 0; position !== null; pages += 1) {
    if (pages === pageCeiling)
      throw new Failure('BAD_RESPONSE', `${what}: the answer is not limited to the id asked for.`)
    const page: SearchPage<Position> = await readPage(position)
    for (const record of page.rows) {
      if (readField(record, 'externalId') === externalId) found.set(record.facts.nativeId, record)
    }
    position = page.next
  }
  return [...found.values()]
}

/** The one external id that a customer of such a provider has, as a list. */
export function ownExternalId(record: CustomerRecord): readonly string[] {
  const externalId = readField(record, 'externalId')
  return typeof externalId === 'string' ? [externalId] : []
}
