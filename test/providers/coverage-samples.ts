// The rows that coverage is measured on: everything the sandboxes have, as a list and as a get show it, over real HTTP.
import { type Call, createCall } from '../../src/domain/call.ts'
import { type CustomerRecord, readField } from '../../src/domain/customer.ts'
import { oddityRank } from '../../src/providers/sandbox-seed.ts'
import type { Source } from '../../src/service/linked-accounts.ts'
import type { Bench } from '../service/harness.ts'

export interface SampleRow {
  readonly record: CustomerRecord
  /** Not one of the rows that are there to be odd. */
  readonly isOrdinary: boolean
  readonly isArchived: boolean
}

/** Every oddity of the seed is on one of so many rows. */
export const sampleSize = 130

const readsAtOnce = 20

export async function readSamples({ sources, sandboxes }: Bench): Promise<ReadonlyMap<Source, readonly SampleRow[]>> {
  const read = async (source: Source): Promise<[Source, SampleRow[]]> => {
    const listed = await readList(source)
    const details: CustomerRecord[] = []
    // Not all at once: on a busy machine the last of them would come too late.
    for (let start = 0; start < listed.length; start += readsAtOnce) {
      const some = listed.slice(start, start + readsAtOnce)
      details.push(...(await Promise.all(some.map(({ facts }) => source.client.get(facts.nativeId, inTime())))))
    }
    const samples = [...toSamples(listed), ...toSamples(details)]
    if (source.provider.name !== 'SEQUENCE') return [source, samples]
    // Older deployments send less: what they leave out is optional.
    sandboxes['sequence']?.control.updateSettings({ predatesArchivedAt: true } as object)
    const older = toSamples(await readList(source)).map((sample) => ({ ...sample, isOrdinary: false }))
    return [source, [...samples, ...older.filter((_, index) => !samples[index]?.isArchived)]]
  }
  return new Map(await Promise.all(sources.map(read)))
}

/** In the order of the seed, archived ones included. */
async function readList({ client }: Source): Promise<readonly CustomerRecord[]> {
  const rows: CustomerRecord[] = []
  let page: string | null = null
  do {
    const answer = await client.listPage({ page, size: 100, includeArchived: true }, inTime())
    rows.push(...answer.rows)
    page = answer.next
  } while (page !== null)
  if (rows.length !== sampleSize) throw new Error(`The list has ${rows.length} rows instead of ${sampleSize}.`)
  return rows
}

function toSamples(records: readonly CustomerRecord[]): SampleRow[] {
  return records.map((record, index) => ({
    record,
    isOrdinary: oddityRank(index) === null,
    isArchived: readField(record, 'isArchived') === true,
  }))
}

function inTime(): Call {
  return createCall(Date.now() + 10_000)
}
