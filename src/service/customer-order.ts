// Orders that no provider keeps for all: a key per customer, compared the same way for every account.
import { type CustomerRecord, notCarried, readField } from '../domain/customer.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'

export const orderFields = ['SOURCE', 'DISPLAY_NAME', 'CREATED_AT'] as const
export type OrderField = (typeof orderFields)[number]

export const orderDirections = ['ASC', 'DESC'] as const
export type OrderDirection = (typeof orderDirections)[number]

export interface CustomerOrder {
  readonly field: OrderField
  readonly direction: OrderDirection
}

/** Where a customer stands in an order: its key and, among equal keys, its native id. Null keys come last. */
export interface OrderPosition {
  readonly key: string | null
  readonly nativeId: string
}

export interface Order {
  readonly canOrder: (source: Source) => boolean
  readonly positionOf: (record: CustomerRecord) => OrderPosition
  /** Below zero when `left` comes first. Native ids decide last: within one account no two places are equal. */
  readonly compare: (left: OrderPosition, right: OrderPosition) => number
}

/** Null for the order by source, which needs no keys. */
export function toOrder({ field, direction }: CustomerOrder): Order | null {
  if (field === 'SOURCE') {
    if (direction === 'ASC') return null
    throw new InvalidArgument('orderBy', '`orderBy: SOURCE` has no other direction than ASC.')
  }
  const { readKey, compareKeys } = field === 'DISPLAY_NAME' ? byName : byCreation
  const sign = direction === 'ASC' ? 1 : -1
  return {
    canOrder: ({ provider }) => provider.capabilities.orderFields.includes(field),
    positionOf: (record) => ({ key: readKey(record), nativeId: record.facts.nativeId }),
    compare: (left, right) => {
      if (left.key === null || right.key === null) {
        if (left.key !== right.key) return left.key === null ? 1 : -1
      } else {
        const order = compareKeys(left.key, right.key)
        if (order !== 0) return sign * order
      }
      return compareText(left.nativeId, right.nativeId)
    },
  }
}

interface OrderKey {
  readonly readKey: (record: CustomerRecord) => string | null
  readonly compareKeys: (left: string, right: string) => number
}

/** As in a list for people: case and accents matter only between equal letters, numbers by their value. */
const collator = new Intl.Collator('en', { numeric: true })

const byName: OrderKey = {
  readKey: (record) => {
    const name = readField(record, 'displayName')
    return name === notCarried ? null : name
  },
  compareKeys: (left, right) => collator.compare(left, right) || compareText(left, right),
}

const byCreation: OrderKey = {
  readKey: (record) => {
    const instant = readField(record, 'createdAt')
    return instant === notCarried || instant === null ? null : toSortableInstant(instant)
  },
  compareKeys: compareText,
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}

/** An ISO 8601 instant in UTC with nine digits of fraction: text order is then the order in time. */
export function toSortableInstant(instant: string): string {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? ''
  const whole = new Date(instant.replace(/\.\d+/, '')).toISOString().slice(0, 19)
  return `${whole}.${fraction.padEnd(9, '0')}Z`
}
