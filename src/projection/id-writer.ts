// Writes global ids of customers, which are base64url of a text that ends in the provider's own id.
import { encodeCustomerId } from '../domain/global-id.ts'
import type { LinkedAccount } from '../domain/linked-account.ts'
import { copyPiece, roomFor, toPiece, writeText } from './output.ts'

/** Writes the id, as JSON, of the customer whose native id, plain ASCII, is in these bytes. */
export type IdWriter = (bytes: Buffer, from: number, to: number, at: number) => number

const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
/** Two letters for each twelve bits. */
const pairs = Uint16Array.from({ length: 4_096 }, (_, bits) => letterOf(bits >> 6) | (letterOf(bits & 63) << 8))
const quote = 0x22

function letterOf(bits: number): number {
  return letters[bits] as number
}

function pairOf(bits: number): number {
  return pairs[bits] as number
}

/** Four for three bytes. */
function lettersOf(bits: number): number {
  return pairOf(bits >> 12) | (pairOf(bits & 0xfff) << 16)
}

function byteAt(bytes: Buffer, index: number): number {
  return bytes[index] as number
}

const known = new WeakMap<LinkedAccount, IdWriter>()

export function createIdWriter(account: LinkedAccount): IdWriter {
  const made = known.get(account) ?? makeIdWriter(account)
  known.set(account, made)
  return made
}

function makeIdWriter({ provider, name }: LinkedAccount): IdWriter {
  const prefix = Buffer.from(encodeCustomerId(provider, name, ''), 'base64url')
  // Three bytes are four letters: what is left over comes together with the first bytes of the native id.
  const over = prefix.length % 3
  const head = toPiece(`"${prefix.toString('base64url', 0, prefix.length - over)}`)
  const carried = prefix.subarray(prefix.length - over).reduce((bits, byte) => (bits << 8) | byte, 0)

  return (bytes, from, to, start) => {
    const length = to - from
    if (length < 3) return writeText(`"${encodeCustomerId(provider, name, bytes.toString('latin1', from, to))}"`, start)
    let at = copyPiece(head, start)
    const output = roomFor(at, 2 * length + 8)
    let next = from
    let bits = carried
    for (let missing = (3 - over) % 3; missing > 0; missing -= 1) {
      bits = (bits << 8) | byteAt(bytes, next)
      next += 1
    }
    if (over > 0) {
      output.setInt32(at, lettersOf(bits), true)
      at += 4
    }
    for (; next + 3 <= to; next += 3) {
      bits = (byteAt(bytes, next) << 16) | (byteAt(bytes, next + 1) << 8) | byteAt(bytes, next + 2)
      output.setInt32(at, lettersOf(bits), true)
      at += 4
    }
    const left = to - next
    // One byte is two letters, two bytes are three.
    if (left === 2) {
      bits = (byteAt(bytes, next) << 10) | (byteAt(bytes, next + 1) << 2)
      output.setInt32(at, pairOf(bits >> 6) | (letterOf(bits & 63) << 16) | (quote << 24), true)
    } else if (left === 1) output.setInt32(at, pairOf(byteAt(bytes, next) << 4) | (quote << 16), true)
    else output.setInt8(at, quote)
    return at + (left === 0 ? 1 : left + 2)
  }
}
