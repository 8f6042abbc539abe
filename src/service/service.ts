// What the gateway can do, for whoever asks: the schema today, another front door tomorrow. Knows no GraphQL, no HTTP.
import type { Call } from '../domain/call.ts'
import { countRequests, createCall } from '../domain/call.ts'
import type { CustomerField, CustomerFields, CustomerRecord } from '../domain/customer.ts'
import { toFailure } from '../domain/failure.ts'
import type { LeaveSignal } from '../domain/leaving.ts'
import type { ProviderField } from '../domain/provider-fields.ts'
import type { MintedAccount, Viewer } from '../domain/viewer.ts'
import type { Logger } from '../observability/logger.ts'
import type { ProviderDefinition } from '../providers/contract.ts'
import type { AuditTrail } from './audit-trail.ts'
import { createChangeAudit } from './change-audit.ts'
import type { CompletionProblem } from './completion-problems.ts'
import { type CustomerMatch, findCounterparts } from './counterparts.ts'
import { type CustomerChanges, createCustomerChanges } from './customer-changes.ts'
import { type CustomerExplanations, createExplanations } from './customer-explanations.ts'
import { type CustomerGroup, readCustomerGroup } from './customer-group.ts'
import { createCustomerReads } from './customer-reads.ts'
import { createExactLookups } from './exact-lookups.ts'
import { createMemoryStore, type IdempotencyStore } from './idempotency-store.ts'
import type { KeptOutcome } from './idempotent-changes.ts'
import { InvalidArgument } from './invalid-argument.ts'
import type { Source } from './linked-accounts.ts'
import { type CustomerList, defaultListMaximum, type ListArguments, listCustomers } from './list-customers.ts'
import { createOneAtATime } from './one-at-a-time.ts'
import { createRequestPlans, type RequestPlans } from './request-plans.ts'
import { changeRefusal, withinScopes } from './scopes.ts'

export interface ServiceOptions {
  /** Every linked account of this gateway, in the order of the merged list. */
  readonly sources: readonly Source[]
  /** Every provider that there is, used or not. Default: those of the sources. */
  readonly providers?: readonly ProviderDefinition[]
  /** Makes the source of an account that is not listed; null when it cannot be one. Default: there are none. */
  readonly mint?: (account: MintedAccount) => Source | null
  readonly logger: Logger
  /** Pages of 100 rows that one request may read of one account to put it in order; 20 unless told. */
  readonly orderScanPages?: number
  /** Customers that one page of the list may hold; 500 unless told. */
  readonly listMaximum?: number
  /** Where changes are recorded. */
  readonly trail: AuditTrail
  /** What remembers idempotency keys; default: this process, for as long as it runs. */
  readonly idempotencyStore?: IdempotencyStore<KeptOutcome>
}

export interface RequestOptions {
  readonly viewer: Viewer
  /** Names the request in the audit log, as it does elsewhere. */
  readonly requestId?: string
  /** Unix milliseconds by which the answer must be ready. */
  readonly deadline: number
  /** Aborted when the caller goes away. */
  readonly signal: LeaveSignal
}

export interface Service {
  /** Everything that one request may do; reads are remembered for as long as it lasts, and never longer. */
  forRequest(options: RequestOptions): RequestService
  /** What requests of this viewer can cost. */
  plansFor(viewer: Viewer): RequestPlans
}

/** Methods throw MissingScope for what the viewer's scopes do not reach. */
export interface RequestService extends CustomerChanges, CustomerExplanations {
  /** The viewer's linked accounts, for those who only look up what an answer is about. */
  readonly sources: readonly Source[]
  /** The viewer's linked accounts. */
  linkedAccounts(): readonly Source[]
  /**
   * The merged list. Throws InvalidArgument for arguments that cannot be used. With `deadlineMs` the list, and what is
   * read to complete its rows, takes no longer than that: what has not arrived by then is reported as TIMED_OUT.
   */
  listCustomers(given: ListArguments & { readonly deadlineMs?: number | null }): Promise<CustomerList>
  /**
   * The customer with this global id, or null when there is none, or none that this viewer may see; ids that no
   * gateway made are null too. Throws Failure when the provider cannot be asked.
   */
  getCustomer(id: string): Promise<CustomerRecord | null>
  /** The linked account with this global id, or null. */
  getLinkedAccount(id: string): Source | null
  /** One real-world customer at all accounts. Throws InvalidArgument for an id that cannot be used. */
  customerGroup(externalId: string): Promise<CustomerGroup>
  /** The same real-world customer at other accounts, by exact keys only. What cannot be asked is a completion problem. */
  counterparts(record: CustomerRecord): Promise<readonly CustomerMatch[]>
  /** The caller-owned ids of the record: its external id, or its aliases (one request). Throws Failure. */
  externalIds(record: CustomerRecord): Promise<readonly string[]>
  /** A unified field; read from the detail answer when the list's row did not carry it. */
  readField<Field extends CustomerField>(
    record: CustomerRecord,
    field: Field,
  ): CustomerFields[Field] | Promise<CustomerFields[Field]>
  /** A field that only one provider knows, likewise. Null when what it needs could not be read. */
  readProviderField(record: CustomerRecord, name: string, field: ProviderField): unknown
  /** The source of a record. */
  sourceOf(record: CustomerRecord): Source
  /** Detail reads that failed so far: the fields that needed them are null or UNKNOWN. */
  completionProblems(): readonly CompletionProblem[]
  /** How many requests to providers each of these can cause at worst; asks nobody. */
  readonly plans: RequestPlans
  /** Requests made to providers so far, retries and requests for tokens included. */
  requestsMade(): number
  /** Whether a provider has answered for it, or failed to. */
  hasHeard(): boolean
}

export function createService(options: ServiceOptions): Service {
  const { sources, logger, trail, orderScanPages = 20, listMaximum = defaultListMaximum } = options
  const providers = options.providers ?? [...new Set(sources.map(({ provider }) => provider))]
  const store = options.idempotencyStore ?? createMemoryStore<KeptOutcome>({ now: Date.now })

  function visibleTo({ linkedAccounts, mintedAccounts = [] }: Viewer): readonly Source[] {
    const names = linkedAccounts === 'all' ? null : new Set(linkedAccounts)
    const configured = names === null ? sources : sources.filter(({ account }) => names.has(account.name))
    if (mintedAccounts.length === 0) return configured
    const minted = mintedAccounts.map((account) => {
      const source = options.mint?.(account) ?? null
      if (source === null) throw new Error('The viewer has an account that is under no configured credential.')
      return source
    })
    return [...new Set([...configured, ...minted])]
  }

  const oneAtATime = createOneAtATime()
  /** A viewer that asks again is the same object where it is kept, and what it may use is reckoned once. */
  const reaches = new WeakMap<Viewer, { readonly visible: readonly Source[]; readonly plans: RequestPlans }>()

  function reachOf(viewer: Viewer) {
    const known = reaches.get(viewer)
    if (known !== undefined) return known
    const visible = visibleTo(viewer)
    const reach = { visible, plans: createRequestPlans({ sources: visible, orderScanPages, listMaximum }) }
    reaches.set(viewer, reach)
    return reach
  }

  return {
    plansFor: (viewer) => reachOf(viewer).plans,
    forRequest: ({ viewer, requestId = null, deadline, signal }) => {
      const { visible, plans } = reachOf(viewer)
      let readUntil = deadline
      const calls: Call[] = []
      const keep = (call: Call): Call => {
        calls.push(call)
        return call
      }
      const newCall = (): Call => keep(createCall(readUntil, signal))
      const newLastingCall = (): Call => keep(createCall(deadline))
      const reads = createCustomerReads({ sources: visible, providers, newCall })
      // What few requests need is made when it is needed.
      const lookups = lazily(() => createExactLookups({ reads, newCall, logger }))
      const shared = lazily(() => {
        return { sources: visible, reads, lookups: lookups(), newLastingCall, signal, logger, oneAtATime }
      })
      const changes = lazily(() => {
        const audit = createChangeAudit({ trail, reads, viewerId: viewer.id, requestId, signal })
        return createCustomerChanges({ ...shared(), store, viewerId: viewer.id }, audit, changeRefusal(viewer))
      })
      const service: RequestService = {
        // Where it stands first it is copied as it is, which takes a small part of the time that it takes later on.
        ...createExplanations(reads),
        archiveCustomer: (...given) => changes().archiveCustomer(...given),
        unarchiveCustomer: (...given) => changes().unarchiveCustomer(...given),
        archiveCustomers: (...given) => changes().archiveCustomers(...given),
        sources: visible,
        linkedAccounts: () => visible,
        listCustomers: (given) =>
          given.deadlineMs == null ? list(given) : hurry(given.deadlineMs).then(() => list(given)),
        getCustomer: reads.getCustomer,
        getLinkedAccount: reads.getLinkedAccount,
        customerGroup: (externalId) => readCustomerGroup(shared(), externalId),
        counterparts: (record) => findCounterparts(shared(), record),
        externalIds: (record) => lookups().externalIds(record),
        readField: reads.readField,
        readProviderField: (record, name, field) =>
          'read' in field ? reads.readProviderField(record, name, field) : externalIdsOrNull(record, name),
        sourceOf: reads.sourceOf,
        completionProblems: reads.completionProblems,
        plans,
        requestsMade: () => countRequests(calls),
        hasHeard: () => calls.some((call) => call.hasHeard),
      }
      return withinScopes(service, viewer)

      function list(given: ListArguments): Promise<CustomerList> {
        const { readComplete } = reads
        return listCustomers({ sources: visible, newCall, logger, readComplete, orderScanPages, listMaximum }, given)
      }

      async function hurry(deadlineMs: number): Promise<void> {
        readUntil = Math.min(readUntil, Date.now() + checkDeadline(deadlineMs))
      }

      async function externalIdsOrNull(record: CustomerRecord, field: string): Promise<readonly string[] | null> {
        try {
          return await lookups().externalIds(record)
        } catch (error) {
          reads.noteProblem(reads.sourceOf(record), toFailure(error), field, record)
          return null
        }
      }
    },
  }
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Longest that a caller may ask to wait; the request's own deadline may be nearer. */
const longestDeadline = 60_000

function checkDeadline(milliseconds: number): number {
  if (Number.isInteger(milliseconds) && milliseconds >= 1 && milliseconds <= longestDeadline) return milliseconds
  throw new InvalidArgument('deadlineMs', `\`deadlineMs\` must be from 1 to ${longestDeadline}.`)
}
