// What `npm run mutate` plants faults in, by area, and the tests that should notice: a file's own first, then those that
// meet it from further away.

export interface Area {
  readonly name: string
  /** By source file: its tests, in the order in which they are tried. */
  readonly files: Readonly<Record<string, readonly string[]>>
}

const transport = (name: string): string => `test/transport/${name}.test.ts`
const provider = (name: string): string => `test/providers/${name}.test.ts`
const service = (name: string): string => `test/service/${name}.test.ts`

const maps = [provider('map-shapes'), provider('coverage'), 'test/schema/schema.test.ts', provider('maps')]

export const areas: readonly Area[] = [
  {
    name: 'retry',
    files: {
      'src/transport/retry.ts': [transport('retry'), transport('deadlines')],
      'src/transport/send-request.ts': [transport('send-request'), transport('transport')],
    },
  },
  {
    name: 'breaker',
    files: {
      'src/transport/breaker.ts': [transport('breaker')],
      'src/transport/gate.ts': [transport('gate-decisions'), transport('gate')],
    },
  },
  {
    name: 'budget',
    files: {
      'src/transport/retry-budget.ts': [transport('retry-budget')],
      'src/transport/rate-budget.ts': [transport('rate-budget')],
      'src/transport/bulkhead.ts': [transport('bulkhead')],
    },
  },
  {
    name: 'token',
    files: {
      'src/transport/token-source.ts': [transport('token-source'), transport('deadlines')],
      'src/transport/shared-work.ts': [transport('shared-work'), transport('joined-reads'), transport('token-source')],
      'src/transport/joined-reads.ts': [transport('joined-reads')],
      'src/providers/thred/tokens.ts': [provider('thred-tokens')],
    },
  },
  {
    name: 'paging',
    files: {
      'src/providers/thred/paging.ts': [provider('thred-pages')],
      'src/providers/thred/client.ts': [
        provider('thred'),
        provider('raw'),
        provider('repeated-requests'),
        provider('external-ids'),
        provider('thred-paging'),
      ],
      'src/service/source-reader.ts': [service('source-reader'), service('fill-page')],
      'src/service/fill-page.ts': [service('fill-page')],
      'src/service/list-cursor.ts': [service('list-cursor')],
      'src/service/total-count.ts': [service('total-count')],
    },
  },
  {
    name: 'mapping',
    files: {
      'src/transport/answer.ts': [transport('answer'), transport('transport')],
      'src/domain/customer.ts': ['test/domain/customer.test.ts'],
      'src/domain/wire-values.ts': ['test/domain/wire-values.test.ts'],
      'src/providers/rows.ts': [provider('rows')],
      'src/providers/layer/map.ts': maps,
      'src/providers/layer/client.ts': [provider('layer'), provider('repeated-requests'), provider('external-ids')],
      'src/providers/sequence/map.ts': maps,
      'src/providers/sequence/client.ts': [
        provider('sequence'),
        provider('repeated-requests'),
        provider('external-ids'),
      ],
      'src/providers/thred/map.ts': maps,
    },
  },
]
