// Undoes the content coding of an answer, bounded in bytes: a small answer may hide one that fills the memory. Few at a
// time, because each of them may grow to its bound before it is found out.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Failure } from '../domain/failure.ts'
import type { ExchangeAnswer } from './exchange.ts'

type Decompressor = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const decompressors: Readonly<Record<string, Decompressor>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
}

/** The content codings that are undone, for the Accept-Encoding header. */
export const acceptedEncodings = 'gzip, deflate, br'

/** As many as the threads that do the work. */
const atOnce = 4

/** Throws Failure BAD_RESPONSE for what cannot be decompressed, or not within so many bytes. */
export function createDecompression(answerBytes: number): (answer: ExchangeAnswer) => Promise<ExchangeAnswer> {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running === atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
  }

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return async (answer) => {
    const { status, headers, receivedAt } = answer
    const encoding = String(headers['content-encoding']).trim().toLowerCase()
    if (encoding === '' || encoding === 'identity' || answer.body.length === 0) return answer
    const decompressor = decompressors[encoding]
    if (decompressor === undefined) {
      throw new Failure('BAD_RESPONSE', 'The answer has an unknown content coding.', { upstreamStatus: answer.status })
    }
    await enter()
    try {
      const body = await decompressor(answer.body, { maxOutputLength: answerBytes })
      return { status, headers, body, receivedAt }
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(answer.status, answerBytes)
      throw new Failure('BAD_RESPONSE', 'The answer could not be decompressed.', {
        upstreamStatus: answer.status,
        cause: error,
      })
    } finally {
      leave()
    }
  }
}

export function tooLarge(upstreamStatus: number, answerBytes: number): Failure {
  return new Failure('BAD_RESPONSE', `The answer is larger than ${answerBytes} bytes.`, { upstreamStatus })
}
