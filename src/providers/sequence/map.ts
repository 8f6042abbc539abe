// How a Sequence customer reads as a unified one. A row of a list is not the customer object: it lacks `status` and
// `contacts`, which is "not carried" here and never "none". Shape: the provider's OpenAPI schema, 2024-07-30.
import { type Contact, type CustomerMap, notCarried, type Warn, type WireRow } from '../../domain/customer.ts'
import { few, instant, none, text, textOr } from '../../domain/field-readers.ts'
import type { ProviderCustomerType } from '../../domain/provider-fields.ts'
import {
  readBoolean,
  readCountryCode,
  readInstant,
  readObject,
  readObjects,
  readOneOf,
  readText,
  readWebAddress,
} from '../../domain/wire-values.ts'
import { apiVersion } from './wire.ts'

export const map: CustomerMap = {
  // A customer has any number of aliases, none of which is *the* external id.
  externalId: none,
  referenceNumber: none,
  displayName: textOr(['legalName'], (_row, facts, warn) => {
    const message = 'The customer has no name: "legalName" is empty.'
    warn({ code: 'MISSING_NAME', nativeKey: null, nativeValue: null, message })
    return facts.nativeId
  }),
  companyName: text('legalName'),
  individualName: none,
  email: (row, facts, warn) => {
    const contacts = readObjects(row, 'contacts', warn)
    if (contacts === null) return facts.isDetail ? null : notCarried
    const live = contacts
      .filter((contact) => readArchivedAt(contact) === null)
      .map((contact) => readContact(contact, warn))
    const reachable = live.filter(({ email }) => email !== null)
    const primary = reachable.find(({ billingPreference }) => billingPreference === 'PRIMARY')
    return (primary ?? reachable.find(({ billingPreference }) => billingPreference === 'STANDARD'))?.email ?? null
  },
  mobilePhone: none,
  officePhone: none,
  address: (row, _facts, warn) => {
    const address = readObject(row, 'address', warn)
    if (address === null) return null
    const parts = {
      line1: readText(address, 'line1', warn),
      line2: readText(address, 'line2', warn),
      city: readText(address, 'town', warn),
      region: readText(address, 'state', warn),
      postalCode: readText(address, 'postcode', warn),
      countryCode: readCountryCode(address, 'country', warn),
    }
    const formatted = Object.values(parts)
      .filter((part) => part !== null)
      .join(', ')
    return formatted === '' ? null : { formatted, ...parts }
  },
  // The provider's status never says "archived": an archived customer's is still ACTIVE.
  status: (row, facts, warn) => {
    if (readIsArchived(row, facts.isArchived, warn) === true) return 'ARCHIVED'
    const status = readOneOf(row, 'status', ['ACTIVE', 'DRAFT'], warn)
    if (status === null) return facts.isDetail ? 'UNKNOWN' : notCarried
    // An archiving that cannot be read is no sign of an active customer.
    return readArchivedAt(row) === 'unreadable' && facts.isArchived !== false ? 'UNKNOWN' : status
  },
  nativeStatus: (row, facts, warn) => readText(row, 'status', warn) ?? (facts.isDetail ? null : notCarried),
  isArchived: few(['archivedAt'], (row, facts, warn) => readIsArchived(row, facts.isArchived, warn), [
    'customProperties',
  ]),
  archivedAt: instant('archivedAt'),
  createdAt: instant('createdAt'),
  updatedAt: none,
  taxStatus: few(['taxStatus'], (row, _facts, warn) =>
    readOneOf(row, 'taxStatus', ['TAXED', 'TAX_EXEMPT', 'REVERSE_CHARGED'], warn),
  ),
  vatNumber: none,
  notes: none,
  tags: () => [],
  contacts: (row, facts, warn) =>
    readObjects(row, 'contacts', warn)?.map((contact) => readContact(contact, warn)) ??
    (facts.isDetail ? null : notCarried),
  metadata: (row, _facts, warn) => readObject(row, 'customProperties', warn),
  creditLimit: none,
  outstandingBalance: none,
  paymentTermsDays: none,
}

/**
 * `archivedAt` is the only sign, and exists since 26 May 2026; `customProperties`, required a month later, tells a
 * deployment that would have sent it. A contact's own `archivedAt` is never looked at.
 */
function readIsArchived(row: WireRow, proven: boolean | undefined, warn: Warn): boolean | null {
  const archivedAt = readArchivedAt(row)
  if (archivedAt !== null) readInstant(row, 'archivedAt', warn)
  if (archivedAt === 'written') return true
  if (proven !== undefined) return proven
  if (archivedAt === 'unreadable') return null
  return 'archivedAt' in row || 'customProperties' in row ? false : null
}

/** Whether there is an `archivedAt`: a text that is no date was still written there; another type says nothing. */
function readArchivedAt({ archivedAt }: WireRow): 'written' | 'unreadable' | null {
  if (archivedAt === undefined || archivedAt === null) return null
  if (typeof archivedAt !== 'string') return 'unreadable'
  return archivedAt.trim() === '' ? null : 'written'
}

function readContact(contact: WireRow, warn: Warn): Contact {
  return {
    nativeId: readText(contact, 'id', warn),
    name: readText(contact, 'name', warn),
    email: readText(contact, 'email', warn),
    billingPreference: readOneOf(contact, 'billingPreference', ['PRIMARY', 'STANDARD', 'NONE'], warn),
    archivedAt: readInstant(contact, 'archivedAt', warn),
  }
}

const organizationMember = {
  name: 'SequenceOrganizationMember',
  description: 'A customer as a member of an organization.',
  fields: {
    nativeId: { type: 'String', isNullable: false, description: "Sequence's id of the customer." },
    name: { type: 'String', isNullable: true, description: "The customer's name." },
  },
} as const

export const customerType: ProviderCustomerType = {
  name: 'SequenceCustomer',
  description: 'What only Sequence knows of a customer.',
  fields: {
    apiVersion: {
      type: 'String',
      isNullable: false,
      description: "The version of Sequence's API that the customer was asked for in.",
      read: () => apiVersion,
    },
    label: {
      type: 'String',
      isNullable: true,
      description: 'Free text that tells customers of one name apart.',
      read: (row, _facts, warn) => readText(row, 'label', warn),
    },
    domain: {
      type: 'String',
      isNullable: true,
      description: "The customer's primary internet domain.",
      read: (row, _facts, warn) => readText(row, 'domain', warn),
    },
    url: {
      type: 'URL',
      isNullable: true,
      description: "The customer's web site.",
      read: (row, _facts, warn) => readWebAddress(row, 'url', warn),
    },
    organizations: {
      type: {
        name: 'SequenceOrganization',
        description: 'A group of customers with one owner; the members are its children.',
        fields: {
          nativeId: { type: 'String', isNullable: false, description: "Sequence's id of the organization." },
          owner: { type: organizationMember, isNullable: false, description: 'The parent customer.' },
          members: {
            type: organizationMember,
            isList: true,
            isNullable: false,
            description: 'The members without the owner, each once; the customer itself is among them.',
          },
        },
      },
      isList: true,
      isNullable: false,
      description: 'The organizations that the customer owns or is a member of.',
      read: (row, _facts, warn) =>
        (readObjects(row, 'organizations', warn) ?? []).flatMap((one) => readOrganization(one, warn)),
    },
    integrations: {
      type: {
        name: 'SequenceIntegration',
        description: 'The same customer in a connected service.',
        fields: {
          service: {
            type: 'String',
            isNullable: false,
            description: 'Name of the service, e.g. Xero. The list of services grows.',
          },
          externalId: {
            type: 'String',
            isNullable: false,
            description: "The service's id; may not be usable while pending.",
          },
          lastSyncedAt: { type: 'DateTime', isNullable: true, description: 'When it was last synchronised.' },
          isPending: { type: 'Boolean', isNullable: true, description: 'Whether the link is still being made.' },
        },
      },
      isList: true,
      isNullable: false,
      description: 'The customer in connected services.',
      read: (row, _facts, warn) =>
        (readObjects(row, 'integrationIds', warn) ?? []).flatMap((one) => readIntegration(one, warn)),
    },
    aliases: {
      type: 'String',
      isList: true,
      isNullable: true,
      description:
        'The ids that the business itself gave the customer, any number; `filter: {externalId}` and `customerGroup` find it by each. One request per customer. Null when they could not be read, which `errors` then says: a list that is not known is not an empty one.',
      isExternalIds: true,
    },
  },
}

function readOrganization(row: WireRow, warn: Warn): object[] {
  const nativeId = readText(row, 'id', warn)
  const owner = readMember(readObject(row, 'owner', warn), warn)
  if (nativeId === null || owner === null) return []
  const members = new Map<string, { nativeId: string; name: string | null }>()
  for (const one of readObjects(row, 'members', warn) ?? []) {
    const member = readMember(one, warn)
    // The documented example repeats the owner among the members.
    if (member !== null && member.nativeId !== owner.nativeId) members.set(member.nativeId, member)
  }
  return [{ nativeId, owner, members: [...members.values()] }]
}

function readMember(row: WireRow | null, warn: Warn): { nativeId: string; name: string | null } | null {
  const nativeId = row === null ? null : readText(row, 'id', warn)
  return row === null || nativeId === null ? null : { nativeId, name: readText(row, 'name', warn) }
}

function readIntegration(row: WireRow, warn: Warn): object[] {
  const service = readText(row, 'service', warn)
  const externalId = readText(row, 'id', warn)
  if (service === null || externalId === null) return []
  return [
    {
      service,
      externalId,
      lastSyncedAt: readInstant(row, 'lastSynced', warn),
      isPending: readBoolean(row, 'isPending', warn),
    },
  ]
}
