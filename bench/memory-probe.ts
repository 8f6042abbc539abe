// Loaded into a gateway process in front of its own code: tells the process that started it, once a second, what memory
// it holds, and what went wrong without anybody handling it. Changes nothing about how the process runs.
import { constants, PerformanceObserver } from 'node:perf_hooks'

export type ProbeMessage =
  | { readonly rss: number; readonly heap: number; readonly live: number; readonly external: number }
  | { readonly complaint: string }

let live = 0

const collections = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { detail } = entry as unknown as { detail: { kind: number } }
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) live = process.memoryUsage().heapUsed
  }
})
collections.observe({ entryTypes: ['gc'] })

function send(message: ProbeMessage): void {
  process.send?.(message)
}

setInterval(() => {
  const { rss, heapTotal, external } = process.memoryUsage()
  send({ rss, heap: heapTotal, live, external })
}, 1_000).unref()

process.on('unhandledRejection', (reason) => send({ complaint: `unhandled rejection: ${String(reason)}` }))
process.on('uncaughtExceptionMonitor', (error) => send({ complaint: `uncaught exception: ${String(error)}` }))
process.on('warning', (warning) => send({ complaint: `warning: ${warning.message}` }))
// The channel to the other process is no reason to stay alive, and its end is a reason not to.
process.channel?.unref()
process.on('disconnect', () => process.exit(1))
