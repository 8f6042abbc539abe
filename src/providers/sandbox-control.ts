// The sandbox's own HTTP surface under /__sandbox/: what a person at a terminal, a browser test or a chaos runner in
// another process uses to switch faults and to read counters. Tests in the same process use `sandbox.control` instead.
//
// It is reachable from this machine only, and not by a web page that this machine happens to show: the Host header must
// be a loopback name (a rebound DNS name is not) and an Origin header, if any, must be loopback too.
import { SandboxInputError } from './sandbox-fault-board.ts'
import { type Fault, faultDefinition, faultNames, faultOperations } from './sandbox-faults.ts'
import type { SandboxControl, WireAnswer, WireRequest } from './sandbox-server.ts'

export const controlPrefix = '/__sandbox'

export function answerControl(request: WireRequest, provider: string, control: SandboxControl): WireAnswer {
  if (!isLoopback(`http://${request.headers.host ?? ''}`)) {
    return refusal(403, 'The control surface answers to loopback names only (localhost, 127.0.0.1, [::1]).')
  }
  if (request.headers.origin !== undefined && !isLoopback(request.headers.origin)) {
    return refusal(403, 'The control surface does not answer web pages of other origins.')
  }
  const path = request.path.slice(controlPrefix.length).replace(/\/$/, '')
  try {
    switch (`${request.method} ${path}`) {
      case 'GET ':
        return { status: 200, body: help(provider, control) }
      case 'GET /faults':
        return { status: 200, body: control.faults }
      case 'PUT /faults':
        // The board checks what it is given; the type is only what a correct caller sends.
        control.setFaults(readJson(request.body) as Fault[])
        return { status: 200, body: control.faults }
      case 'DELETE /faults':
        control.clearFaults()
        return { status: 200, body: control.faults }
      case 'GET /counters':
        return { status: 200, body: control.counters() }
      case 'GET /requests':
        return { status: 200, body: control.requests }
      case 'GET /settings':
        return { status: 200, body: control.settings }
      case 'PATCH /settings':
        control.updateSettings(readSettings(request.body, control.settings))
        return { status: 200, body: control.settings }
      case 'POST /reset':
        control.reset()
        return { status: 200, body: control.counters() }
      default:
        return refusal(404, `No such control path. GET ${controlPrefix}/ lists them.`)
    }
  } catch (error) {
    if (error instanceof SandboxInputError) return refusal(400, error.message)
    throw error
  }
}

function help(provider: string, control: SandboxControl): unknown {
  return {
    sandbox: provider,
    paths: {
      [`GET ${controlPrefix}/`]: 'this text',
      [`PUT ${controlPrefix}/faults`]:
        'replace the faults: one or a list of {name, operations?, times?, after?, ...parameters}',
      [`GET ${controlPrefix}/faults`]: 'the faults that may still strike',
      [`DELETE ${controlPrefix}/faults`]: 'clear them',
      [`GET ${controlPrefix}/counters`]: 'what has been asked and answered',
      [`GET ${controlPrefix}/requests`]: 'the latest requests as they came',
      [`GET ${controlPrefix}/settings`]: 'the knobs of this provider',
      [`PATCH ${controlPrefix}/settings`]: 'change some of them',
      [`POST ${controlPrefix}/reset`]: 'rows, counters, requests and faults as at the start',
    },
    operations: faultOperations,
    faults: Object.fromEntries(
      faultNames
        .map((name) => [name, faultDefinition(name)] as const)
        .filter(([, { providers }]) => providers?.includes(provider) ?? true)
        .map(([name, { description, parameters, operations }]) => [name, { description, parameters, operations }]),
    ),
    businesses: control.businesses,
    currentFaults: control.faults,
    settings: control.settings,
    counters: control.counters(),
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SandboxInputError('The body must be JSON.')
  }
}

function readSettings(text: string, current: object): object {
  const changes = readJson(text)
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw new SandboxInputError('The body must be a JSON object of settings.')
  }
  for (const key of Object.keys(changes)) {
    if (!Object.hasOwn(current, key)) {
      throw new SandboxInputError(`No setting is called "${key}". There are: ${Object.keys(current).join(', ')}.`)
    }
  }
  return changes
}

function isLoopback(origin: string): boolean {
  try {
    return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname)
  } catch {
    return false
  }
}

function refusal(status: number, message: string): WireAnswer {
  return { status, body: { error: message } }
}
