// What the operating system says of a process.
import { readFileSync } from 'node:fs'

/** Linux counts processor time in ticks of this length, whatever the kernel's own are. */
const tickSeconds = 0.01

/** Seconds of processor time that all threads of a process have used so far. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold anything; what follows it are numbers.
  const numbers = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(numbers[11]) + Number(numbers[12])) * tickSeconds
}

/** Megabytes: the most that a process has held in memory so far, and what it holds now. */
export function memory(pid: number): { readonly peak: number; readonly now: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? 0) / 1_024
  return { peak: read('VmHWM'), now: read('VmRSS') }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
