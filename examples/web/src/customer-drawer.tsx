// One customer, whole: its fields, why some are empty, what only the provider knows, and its counterparts elsewhere.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Dialog, Disclosure, DisclosurePanel, Heading, Modal, ModalOverlay } from 'react-aria-components'
import type { Change } from './archive-dialog.tsx'
import { State } from './customer-table.tsx'
import { ask } from './gateway.ts'
import {
  GetCounterpartsDocument,
  GetCustomerDocument,
  type GetCustomerQuery,
  GetRawCustomerDocument,
} from './generated/graphql.ts'
import { ProviderBadge } from './provider-badge.tsx'
import { absenceReasons, dayOf, providerNames, titleOf, wordOf } from './words.ts'

type WholeCustomer = NonNullable<GetCustomerQuery['customer']>

interface CustomerDrawerProps {
  readonly id: string
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
  readonly onChange: (change: Change) => void
}

export function CustomerDrawer({ id, onOpen, onClose, onChange }: CustomerDrawerProps) {
  const { data, error, isPending } = useQuery({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => ask(GetCustomerDocument, { id }, signal),
  })
  const customer = data?.data.customer ?? null
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="drawer">
        <Dialog>
          <div className="drawer-head">
            <Heading slot="title">{customer?.displayName ?? 'Customer'}</Heading>
            <Button slot="close" aria-label="Close" className="close">
              ×
            </Button>
          </div>
          {isPending && <p role="status">Loading…</p>}
          {error !== null && <p className="bad">{error.message}</p>}
          {data !== undefined && customer === null && (
            <p className="bad">{data.errors[0]?.message ?? 'There is no such customer (any more).'}</p>
          )}
          {customer !== null && (
            <>
              <p className="tags">
                <ProviderBadge provider={customer.provider} /> <State isArchived={customer.isArchived} />
              </p>
              {data?.errors.map(({ message }) => (
                <p key={message} className="bad">
                  {message}
                </p>
              ))}
              <Actions customer={customer} onChange={onChange} />
              <Facts customer={customer} />
              <Warnings customer={customer} />
              <Absences customer={customer} />
              <ProviderData customer={customer} />
              <Counterparts id={id} onOpen={onOpen} />
              <Raw id={id} />
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Actions({
  customer,
  onChange,
}: {
  readonly customer: WholeCustomer
  readonly onChange: (change: Change) => void
}) {
  const groupId = customer.externalId ?? firstAlias(customer)
  return (
    <div className="actions">
      {customer.isArchived === true ? (
        <Button onPress={() => onChange({ kind: 'unarchive', customer })}>Take out of the archive…</Button>
      ) : (
        <Button className="primary" onPress={() => onChange({ kind: 'archive-many', customers: [customer] })}>
          Archive…
        </Button>
      )}
      {groupId !== null && (
        <Button onPress={() => onChange({ kind: 'archive-group', externalId: groupId, name: customer.displayName })}>
          Archive everywhere…
        </Button>
      )}
    </div>
  )
}

function firstAlias({ providerData }: WholeCustomer): string | null {
  return providerData.__typename === 'SequenceCustomer' ? (providerData.aliases?.[0] ?? null) : null
}

function Facts({ customer }: { readonly customer: WholeCustomer }) {
  const { creditLimit, outstandingBalance, metadata } = customer
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Status', statusOf(customer)],
    ['Company', customer.companyName],
    ['Person', customer.individualName],
    ['E-mail', customer.email],
    ['Mobile phone', customer.mobilePhone],
    ['Office phone', customer.officePhone],
    ['Address', customer.address?.formatted],
    ['Account', customer.linkedAccount.name],
    ['External id', customer.externalId],
    ['Reference', customer.referenceNumber],
    ['Provider’s id', customer.nativeId],
    ['VAT number', customer.vatNumber],
    ['Tax', customer.taxStatus && wordOf(customer.taxStatus)],
    ['Credit limit', creditLimit && moneyOf(creditLimit)],
    ['Outstanding', outstandingBalance && moneyOf(outstandingBalance)],
    ['Payment terms', customer.paymentTermsDays === null ? null : `${customer.paymentTermsDays} days`],
    ['Created', dayOf(customer.createdAt)],
    ['Changed', dayOf(customer.updatedAt)],
    ['Archived', dayOf(customer.archivedAt)],
    ['Notes', customer.notes],
    ['Tags', customer.tags.map(({ key, value }) => (key === null ? value : `${key}: ${value}`)).join(', ')],
    ['Contacts', customer.contacts?.map((contact) => <Contact key={contact.nativeId} contact={contact} />)],
    ['Metadata', isEmpty(metadata) ? null : <code key="metadata">{JSON.stringify(metadata)}</code>],
  ]
  return <Definitions facts={facts} />
}

function isEmpty(metadata: unknown): boolean {
  return metadata === null || (typeof metadata === 'object' && Object.keys(metadata).length === 0)
}

/** The provider's own word too, where it says something else. */
function statusOf({ status, nativeStatus, provider }: WholeCustomer): string {
  const word = wordOf(status)
  if (nativeStatus === null || wordOf(nativeStatus) === word) return word
  return `${word} (${providerNames[provider]} says “${nativeStatus}”)`
}

function Contact({ contact }: { readonly contact: NonNullable<WholeCustomer['contacts']>[number] }) {
  const { name, email, billingPreference, archivedAt } = contact
  return (
    <span className="contact">
      {[name, email, billingPreference && wordOf(billingPreference), archivedAt === null ? null : 'Archived']
        .filter(Boolean)
        .join(' · ')}
    </span>
  )
}

function moneyOf({ amount, currencyCode }: { readonly amount: string; readonly currencyCode: string | null }): string {
  return currencyCode === null ? amount : `${amount} ${currencyCode}`
}

/** Leaves out what is empty: why it is, is told below. */
function Definitions({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  const filled = facts.filter(
    ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
  )
  return (
    <dl>
      {filled.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Warnings({ customer: { warnings } }: { readonly customer: WholeCustomer }) {
  if (warnings.length === 0) return null
  return (
    <section>
      <h3>What had to be bent to fit</h3>
      <ul>
        {warnings.map(({ field, message, nativeValue }) => (
          <li key={field + message}>
            {titleOf(field)}: {message} {nativeValue !== null && <code>{nativeValue}</code>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Absences({ customer: { absences, provider } }: { readonly customer: WholeCustomer }) {
  const reasons = [...new Set(absences.map(({ reason }) => reason))]
  if (reasons.length === 0) return null
  return (
    <Fold title={`Why ${absences.length} fields are empty`}>
      {reasons.map((reason) => (
        <div key={reason} className="absence">
          <strong>{absenceReasons[reason].replace('The provider', providerNames[provider])}</strong>
          <span>
            {absences
              .filter((absence) => absence.reason === reason)
              .map(({ field }) => titleOf(field))
              .join(', ')}
          </span>
        </div>
      ))}
    </Fold>
  )
}

function ProviderData({ customer: { provider, providerData } }: { readonly customer: WholeCustomer }) {
  return (
    <Fold title={`Only at ${providerNames[provider]}`}>
      <Definitions facts={providerFacts(providerData)} />
    </Fold>
  )
}

function providerFacts(data: WholeCustomer['providerData']): readonly (readonly [string, ReactNode])[] {
  switch (data.__typename) {
    case 'LayerCustomer':
      return [['Business', data.businessId]]
    case 'SequenceCustomer':
      return [
        ['API version', data.apiVersion],
        ['Label', data.label],
        ['Domain', data.domain],
        [
          'At Sequence',
          data.url === null ? null : (
            <Outside key="url" href={data.url}>
              open
            </Outside>
          ),
        ],
        ['Aliases', data.aliases?.join(', ')],
        ['Organisations', data.organizations?.map(({ owner }) => owner.name ?? owner.nativeId).join(', ')],
        ['Integrations', data.integrations?.map(({ service, externalId }) => `${service}: ${externalId}`).join(', ')],
      ]
    case 'ThredCustomer':
      return [
        ['Business', data.businessId],
        [
          'Documents',
          data.documents?.map(({ nativeId, fileName, url }) => (
            <span key={nativeId} className="contact">
              {url === null ? (fileName ?? nativeId) : <Outside href={url}>{fileName ?? nativeId}</Outside>}
            </span>
          )),
        ],
      ]
  }
}

function Outside({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}

function Counterparts({ id, onOpen }: { readonly id: string; readonly onOpen: (id: string) => void }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['counterparts', id],
    queryFn: ({ signal }) => ask(GetCounterpartsDocument, { id }, signal),
  })
  const matches = data?.data.customer?.counterparts ?? []
  return (
    <section>
      <h3>The same customer elsewhere</h3>
      {isPending && <p role="status">Asking the other providers…</p>}
      {error !== null && <p className="bad">{error.message}</p>}
      {data?.errors.map(({ message }) => (
        <p key={message} className="bad">
          {message}
        </p>
      ))}
      {data !== undefined && matches.length === 0 && <p>No other provider has a customer with the same keys.</p>}
      <ul className="matches">
        {matches.map(({ customer, matchedOn }) => (
          <li key={customer.id}>
            <Button onPress={() => onOpen(customer.id)}>
              <ProviderBadge provider={customer.provider} /> {customer.displayName}
            </Button>
            <State isArchived={customer.isArchived} />
            <small>same {matchedOn.map((key) => wordOf(key).toLowerCase()).join(', ')}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Asked only when it is opened. */
function Raw({ id }: { readonly id: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['raw', id],
    queryFn: ({ signal }) => ask(GetRawCustomerDocument, { id }, signal),
    enabled: isOpen,
  })
  const raw = data?.data.customer?.raw
  return (
    <Fold title="The provider’s own JSON" onOpen={setIsOpen}>
      {error !== null && <p className="bad">{error.message}</p>}
      {data !== undefined && raw == null && <p className="bad">{data.errors[0]?.message ?? 'There is none.'}</p>}
      {raw != null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre tabIndex={0}>{JSON.stringify(raw, null, 2)}</pre>
      )}
    </Fold>
  )
}

interface FoldProps {
  readonly title: string
  readonly children: ReactNode
  readonly onOpen?: (isOpen: boolean) => void
}

function Fold({ title, children, onOpen }: FoldProps) {
  return (
    <Disclosure className="fold" {...(onOpen && { onExpandedChange: onOpen })}>
      <Heading level={3}>
        <Button slot="trigger">
          <span aria-hidden="true" className="arrow">
            ▸
          </span>{' '}
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  )
}
