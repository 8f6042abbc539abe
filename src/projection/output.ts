// Where answers are written, byte by byte, before they become text: one place for all, since nothing waits in between.

/** What is written again and again, four bytes in one number. */
export interface Piece {
  readonly words: Int32Array
  /** In bytes: the last number may hold less than four. */
  readonly length: number
}

/** What is kept between answers; longer ones get room of their own. */
const usualBytes = 1024 * 1024

let bytes: Buffer = Buffer.allocUnsafeSlow(64 * 1024)
let view = viewOf(bytes)
let position = 0

/** Takes an answer, part by part. */
export const output = {
  begin: (): void => {
    position = 0
  },
  write: (text: string): void => {
    position = writeText(text, position)
  },
  /** All of it in UTF-8, each byte as a letter: `latin1` in Node's words. */
  end: (): string => {
    const letters = bytes.toString('latin1', 0, position)
    if (bytes.length > usualBytes) replace(Buffer.allocUnsafeSlow(usualBytes))
    return letters
  },
}

/** Where the next part begins. */
export function outputPosition(): number {
  return position
}

/** What was written behind this place, as bytes of its own. */
export function copyOutput(from: number): Buffer {
  return Buffer.from(bytes.subarray(from, position))
}

/** All up to here is written now. */
export function moveOutput(to: number): void {
  position = to
}

export function toPiece(text: string): Piece {
  const length = Buffer.byteLength(text)
  const padded = Buffer.alloc(length + 3)
  padded.write(text)
  return { words: Int32Array.from({ length: (length + 3) >> 2 }, (_, index) => padded.readInt32LE(4 * index)), length }
}

export function copyPiece({ words, length }: Piece, at: number): number {
  const end = at + length
  if (end + 4 > bytes.length) grow(at, end + 4)
  const target = view
  for (let word = 0; word < words.length; word += 1) target.setInt32(at + 4 * word, words[word] as number, true)
  return end
}

/** There must be three bytes behind `to`. Where it ends in the output, as all of these. */
export function copyBetween(from: DataView, start: number, to: number, at: number): number {
  const end = at + to - start
  if (end + 4 > bytes.length) grow(at, end + 4)
  const target = view
  for (let read = start, write = at; read < to; read += 4, write += 4) {
    target.setInt32(write, from.getInt32(read, true), true)
  }
  return end
}

export function writeText(text: string, at: number): number {
  const most = at + 3 * text.length + 4
  if (most > bytes.length) grow(at, most)
  return at + bytes.write(text, at)
}

export function writeBytes(more: Buffer, at: number): number {
  if (at + more.length > bytes.length) grow(at, at + more.length)
  more.copy(bytes, at)
  return at + more.length
}

/** The output, with so many bytes behind this place. */
export function roomFor(at: number, more: number): DataView {
  if (at + more > bytes.length) grow(at, at + more)
  return view
}

function grow(used: number, wanted: number): void {
  const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * bytes.length))
  bytes.copy(larger, 0, 0, used)
  replace(larger)
}

function replace(other: Buffer): void {
  bytes = other
  view = viewOf(other)
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}
