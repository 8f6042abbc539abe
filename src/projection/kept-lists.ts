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

/** Lists: each of them is compared with those of its form. */
const most = 16
/** Of all lists together. */
const mostBytes = 8 * 1024 * 1024
const mostBytesOfOne = mostBytes / 4
/** Customers' data is forgotten when nobody has asked for any for so long. */
const forgetMilliseconds = 60_000

export function createKeptLists(): KeptLists {
  /** The last that was kept comes first. */
  const entries: Entry[] = []
  let keptBytes = 0
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
      if (bytes.length > mostBytesOfOne) return
      entries.unshift({ form, rows, bytes })
      keptBytes += bytes.length
      while (keptBytes > mostBytes || entries.length > most) keptBytes -= entries.pop()?.bytes.length ?? keptBytes
      timer ??= setTimeout(() => {
        entries.length = 0
        keptBytes = 0
        timer = null
      }, forgetMilliseconds).unref()
      timer.refresh()
    },
  }
}
