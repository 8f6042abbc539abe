// Lists that come again row by row, because providers' answers stay as they are, were written before. The few that were
// written last are kept as bytes. Their rows are compared one by one: that they are the same objects takes no time.

export interface KeptLists {
  /** `form`: stands for what is written of each row. */
  find(form: object, rows: readonly unknown[]): Buffer | null
  keep(form: object, rows: readonly unknown[], bytes: Buffer): void
}

interface Entry {
  readonly form: object
  readonly rows: readonly unknown[]
  readonly bytes: Buffer
}

const most = 16
/** Of one list. */
const mostBytes = 512 * 1024
/** Customers' data is forgotten when nobody has asked for any for so long. */
const forgetMilliseconds = 60_000

export function createKeptLists(): KeptLists {
  /** The last that was kept comes first. */
  const entries: Entry[] = []
  let timer: NodeJS.Timeout | null = null

  return {
    find: (form, rows) => {
      timer?.refresh()
      const isSame = (entry: Entry): boolean =>
        entry.form === form &&
        entry.rows.length === rows.length &&
        entry.rows.every((row, index) => row === rows[index])
      return entries.find(isSame)?.bytes ?? null
    },
    keep: (form, rows, bytes) => {
      if (bytes.length > mostBytes) return
      entries.unshift({ form, rows, bytes })
      entries.length = Math.min(entries.length, most)
      timer ??= setTimeout(() => {
        entries.length = 0
        timer = null
      }, forgetMilliseconds).unref()
      timer.refresh()
    },
  }
}
