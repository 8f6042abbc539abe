// Which customers are wanted. Names are searched at the providers that can; e-mail addresses and external ids exactly.
import {
  Button,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  Select,
  SelectValue,
  Switch,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components'
import type { CustomerFilter, Provider } from './generated/graphql.ts'
import type { ListSettings } from './use-customers.ts'
import { providerNames, providers } from './words.ts'

const searchKinds = { nameContains: 'Name', email: 'E-mail', externalId: 'External id' } as const
type SearchKind = keyof typeof searchKinds

const orders = { SOURCE: 'Providers in turn', DISPLAY_NAME: 'Name, A to Z' } as const
type OrderName = keyof typeof orders

export interface Filters {
  readonly search: string
  readonly searchBy: SearchKind
  readonly providers: readonly Provider[]
  readonly includeArchived: boolean
  readonly order: OrderName
}

export const noFilters: Filters = {
  search: '',
  searchBy: 'nameContains',
  providers: [],
  includeArchived: false,
  order: 'SOURCE',
}

export function toSettings({ search, searchBy, providers: chosen, includeArchived, order }: Filters): ListSettings {
  const text = search.trim()
  const filter: CustomerFilter = {
    ...(text === '' ? {} : { [searchBy]: text }),
    ...(chosen.length === 0 ? {} : { providers: [...chosen] }),
  }
  return { filter, includeArchived, orderBy: { field: order, direction: 'ASC' } }
}

interface FilterBarProps {
  readonly filters: Filters
  readonly onChange: (filters: Filters) => void
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const change = (part: Partial<Filters>) => onChange({ ...filters, ...part })
  return (
    <search className="filters" aria-label="Customers">
      <Choice
        label="Search by"
        options={searchKinds}
        value={filters.searchBy}
        onChange={(searchBy) => change({ searchBy })}
      />
      <SearchField className="search" value={filters.search} onChange={(search) => change({ search })}>
        <Label>{searchKinds[filters.searchBy]}</Label>
        <Input placeholder={filters.searchBy === 'nameContains' ? 'Part of the name' : 'Exactly'} />
        <Button aria-label="Clear the search">×</Button>
      </SearchField>
      <div className="field">
        <span id="providers-label">Providers</span>
        <ToggleButtonGroup
          aria-labelledby="providers-label"
          selectionMode="multiple"
          selectedKeys={filters.providers}
          onSelectionChange={(keys) => change({ providers: providers.filter((provider) => keys.has(provider)) })}
        >
          {providers.map((provider) => (
            <ToggleButton key={provider} id={provider}>
              {providerNames[provider]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <Choice label="Order" options={orders} value={filters.order} onChange={(order) => change({ order })} />
      <Switch isSelected={filters.includeArchived} onChange={(includeArchived) => change({ includeArchived })}>
        <span className="track" aria-hidden="true" />
        Include archived
      </Switch>
    </search>
  )
}

interface ChoiceProps<Key extends string> {
  readonly label: string
  readonly options: Readonly<Record<Key, string>>
  readonly value: Key
  readonly onChange: (value: Key) => void
}

function Choice<Key extends string>({ label, options, value, onChange }: ChoiceProps<Key>) {
  const keys = Object.keys(options) as Key[]
  return (
    <Select
      className="field"
      value={value}
      onChange={(key) => onChange(keys.find((candidate) => candidate === key) ?? value)}
    >
      <Label>{label}</Label>
      <Button>
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover>
        <ListBox>
          {keys.map((key) => (
            <ListBoxItem key={key} id={key}>
              {options[key]}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  )
}
