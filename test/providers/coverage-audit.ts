// Holds a coverage table against what a map really does: every reader is run over many rows that note what is looked at.
import { type FieldCoverage, type ProviderCoverage, topLevelKey } from '../../src/domain/coverage.ts'
import {
  type CustomerField,
  type CustomerMap,
  type NotCarried,
  notCarried,
  type RowFacts,
  type WireRow,
} from '../../src/domain/customer.ts'
import { customerFields } from '../../src/domain/customer-fields.ts'
import type { SampleRow } from './coverage-samples.ts'

interface Reading {
  readonly sample: SampleRow
  readonly value: unknown | NotCarried
}

/** One sentence for everything that the table says and the map does not, or the other way round. */
export function findContradictions(
  coverage: ProviderCoverage,
  map: CustomerMap,
  samples: readonly SampleRow[],
): string[] {
  const touched = new Map<CustomerField, ReadonlySet<string>>()
  const found = customerFields.flatMap((field) => {
    const paths = new Set<string>()
    const readings = samples.map((sample): Reading => {
      const row = recordAccess(sample.record.row, '', paths) as WireRow
      return { sample, value: map[field](row, recordId(sample.record.facts, paths), () => {}) }
    })
    touched.set(field, new Set([...paths].map(topLevelKey)))
    return [...comparePaths(coverage[field], paths), ...compareSupport(coverage[field], readings)].map(
      (complaint) => `${field}: ${complaint}`,
    )
  })
  return [...found, ...customerFields.flatMap((field) => checkDerived(field, coverage, touched))]
}

function comparePaths({ nativePaths }: FieldCoverage, touched: ReadonlySet<string>): string[] {
  const named = new Set(nativePaths.map(topLevelKey))
  const seen = new Set([...touched].map(topLevelKey))
  return [
    ...[...seen].filter((key) => !named.has(key)).map((key) => `reads "${key}", which the table does not name`),
    ...nativePaths.filter((path) => !touched.has(path)).map((path) => `never reads "${path}"`),
  ]
}

function compareSupport({ support }: FieldCoverage, readings: readonly Reading[]): string[] {
  const lists = readings.filter(({ sample }) => !sample.record.facts.isDetail)
  const details = readings.filter(({ sample }) => sample.record.facts.isDetail)
  const complaints: [boolean, string][] = [
    [details.some(({ value }) => value === notCarried), 'is not carried by a detail answer'],
    [readings.some(({ value }) => value === undefined), 'is undefined'],
  ]
  if (support !== 'DETAIL_ONLY') {
    complaints.push([lists.some(({ value }) => value === notCarried), `${support}, but a list row does not carry it`])
  }
  if (support === 'NEVER') complaints.push([readings.some(isPresent), 'NEVER, but a row has it'])
  if (support === 'ALWAYS') {
    const ordinary = readings.filter(({ sample }) => sample.isOrdinary)
    complaints.push([!ordinary.every(isPresent), 'ALWAYS, but an ordinary row lacks it'])
  }
  if (support === 'OPTIONAL') {
    complaints.push([!readings.some(isPresent), 'OPTIONAL, but no row has it'])
    complaints.push([readings.every(isPresent), 'OPTIONAL, but every row has it'])
  }
  if (support === 'DERIVED') complaints.push([!readings.some(isPresent), 'DERIVED, but no row has it'])
  if (support === 'DETAIL_ONLY') {
    // What a list row proves of an archived customer needs no detail.
    const active = lists.filter(({ sample }) => !sample.isArchived)
    complaints.push([active.some(({ value }) => value !== notCarried), 'DETAIL_ONLY, but a list row carries it'])
    complaints.push([!details.some(isPresent), 'DETAIL_ONLY, but no detail answer has it'])
  }
  return complaints.filter(([holds]) => holds).map(([, complaint]) => complaint)
}

/** A derived field has nothing of its own: whatever it is computed from is the id, or shown by another field too. */
function checkDerived(
  field: CustomerField,
  coverage: ProviderCoverage,
  touched: ReadonlyMap<CustomerField, ReadonlySet<string>>,
): string[] {
  if (coverage[field].support !== 'DERIVED') return []
  const others = customerFields.filter((other) => coverage[other].support !== 'DERIVED')
  return [...(touched.get(field) ?? [])]
    .filter((key) => key !== 'id' && !others.some((other) => touched.get(other)?.has(key)))
    .map((key) => `${field}: DERIVED, but "${key}" is read for no other field`)
}

function isPresent({ value }: Reading): boolean {
  if (value === null || value === notCarried) return false
  return !Array.isArray(value) || value.length > 0
}

/** Notes every path that is looked at, e.g. `address`, `address.line1`, `contacts[]`, `contacts[].email`. */
export function recordAccess(value: unknown, path: string, touched: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const isList = Array.isArray(value)
  const note = (key: string | symbol): string | null => {
    if (typeof key === 'symbol' || (isList && !/^\d+$/.test(key))) return null
    const member = isList ? `${path}[]` : path === '' ? key : `${path}.${key}`
    touched.add(member)
    return member
  }
  return new Proxy(value, {
    has: (target, key) => {
      note(key)
      return Reflect.has(target, key)
    },
    get: (target, key) => {
      const member = note(key)
      const found: unknown = Reflect.get(target, key)
      return member === null ? found : recordAccess(found, member, touched)
    },
    // Who measures how deep a value is learns nothing of what it says; who reads by enumerating finds nothing.
    ownKeys: (target) => (Array.isArray(target) ? ['length'] : []),
  })
}

/** The id reaches readers as a fact. */
function recordId(facts: RowFacts, touched: Set<string>): RowFacts {
  return {
    ...facts,
    get nativeId() {
      touched.add('id')
      return facts.nativeId
    },
  }
}
