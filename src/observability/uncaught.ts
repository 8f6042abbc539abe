// What nobody caught ends the process, as it must; but Node would print it with all that hangs on it, such as the
// headers of a request or the text that could not be parsed.
import { describeError } from './describe-error.ts'
import type { Logger } from './logger.ts'

export function logUncaught(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.error({ origin, error: describeError(error) }, 'a defect that nobody caught: stopping')
    process.exit(1)
  })
}
