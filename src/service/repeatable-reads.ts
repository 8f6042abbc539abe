// For an operation that may have to be executed a second time: what the first execution has read is not read again.
// Single customers and look-ups are remembered by the request's service in any case; lists and groups are not, because
// two fields of one operation that ask the same are told apart. Here each is given once more, to whoever asks the same.
import type { RequestService } from './service.ts'

export interface RepeatableReads {
  /** For the first execution. */
  readonly service: RequestService
  /** For a second, of which there may be several: each gets everything once more. */
  repeat(): RequestService
}

export function createRepeatableReads(service: RequestService): RepeatableReads {
  const kept: { readonly name: string; readonly given: unknown; readonly value: Promise<unknown> }[] = []

  function keep<Given, Value>(name: string, read: (given: Given) => Promise<Value>) {
    return (given: Given): Promise<Value> => {
      const value = read(given)
      kept.push({ name, given, value })
      return value
    }
  }

  function giveAgain<Given, Value>(name: string, read: (given: Given) => Promise<Value>) {
    const left = kept.map((one) => ({ key: keyOf(one.name, one.given), value: one.value }))
    return (question: Given): Promise<Value> => {
      const index = left.findIndex(({ key }) => key === keyOf(name, question))
      const [found] = index < 0 ? [] : left.splice(index, 1)
      return (found?.value as Promise<Value> | undefined) ?? read(question)
    }
  }

  return {
    service: {
      ...service,
      listCustomers: keep('list', service.listCustomers),
      customerGroup: keep('group', service.customerGroup),
    },
    repeat: () => ({
      ...service,
      listCustomers: giveAgain('list', service.listCustomers),
      customerGroup: giveAgain('group', service.customerGroup),
    }),
  }
}

function keyOf(name: string, given: unknown): string {
  return `${name} ${JSON.stringify(given)}`
}
