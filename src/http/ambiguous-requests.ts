// Refuses what HTTP/1.1 lets two parties read in two ways: where a proxy in front of the gateway and the gateway disagree
// about where a request ends or what it is for, one caller's bytes become another caller's request. Node's own parser
// refuses most of it (both lengths at once, lengths said twice, bare line ends, folded headers, blanks before a colon);
// this is the rest.
import type { IncomingMessage } from 'node:http'
import type { Refusal } from './json-answer.ts'

/** A request with more is no client's. */
const mostHeaders = 200
/** Headers of which one is taken and another would be dropped. */
const single = ['host', 'authorization', 'content-type', 'content-encoding']
const versions: ReadonlySet<string> = new Set(['1.1', '1.0'])

const hostPattern = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/
const targetPattern = /^\/[\w.~!$&'()*+,;=:@%/-]*(\?[^#]*)?$/
/** Segments that mean another path to those who resolve them. */
const dotSegment = /\/(\.|%2e){1,2}(\/|\?|$)/i

/** Null for a request that can be read in one way only. */
export function checkRequest(request: IncomingMessage): Refusal | null {
  const { method = '', url = '', headers, rawHeaders, httpVersion } = request
  // Over HTTP/2, which hosts may speak, all of this is said in another way, and the target has its host elsewhere.
  const isOld = !('stream' in request)
  if (isOld && !versions.has(httpVersion)) return refuse(400, 'HTTP/1.1 is spoken here.')
  if (rawHeaders.length > 2 * mostHeaders) return refuse(431, `The request has more than ${mostHeaders} headers.`)
  const repeated = findRepeated(rawHeaders)
  if (repeated !== null) return refuse(400, `The header ${repeated} is there twice.`)
  const { host, 'transfer-encoding': coding, 'content-length': length = '0' } = headers
  if (host === undefined ? isOld && httpVersion !== '1.0' : !hostPattern.test(host)) {
    return refuse(400, 'The request has no usable host.')
  }
  if (!targetPattern.test(url) || dotSegment.test(url)) return refuse(400, 'The request has no usable path.')
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0')) {
    return refuse(400, 'A body can be transferred in chunks, and in no other coding.')
  }
  const hasBody = coding !== undefined || length !== '0'
  if (hasBody && (method === 'GET' || method === 'HEAD')) return refuse(400, `A ${method} has no body.`)
  return null
}

function findRepeated(rawHeaders: readonly string[]): string | null {
  let seen = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    const place = single.indexOf(name)
    if (place < 0) continue
    if ((seen & (1 << place)) !== 0) return name
    seen |= 1 << place
  }
  return null
}

function refuse(status: number, message: string): Refusal {
  return { status, code: 'BAD_REQUEST', message, headers: { connection: 'close' } }
}
