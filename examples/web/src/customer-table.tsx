// The table. Only the rows in sight are in the document, so that thousands stay smooth.
import {
  Button,
  Cell,
  Checkbox,
  Collection,
  Column,
  ResizableTableContainer,
  Row,
  type Selection,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
} from 'react-aria-components'
import type { CustomerRowFragment } from './generated/graphql.ts'
import { ProviderBadge } from './provider-badge.tsx'
import { useMediaQuery } from './use-media-query.ts'
import { dayOf, stateOf } from './words.ts'

interface CustomerTableProps {
  readonly rows: readonly CustomerRowFragment[]
  readonly selected: Selection
  readonly onSelect: (selection: Selection) => void
  readonly onOpen: (id: string) => void
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly onLoadMore: () => void
  readonly error: Error | null
  readonly onRetry: () => void
}

export function CustomerTable(props: CustomerTableProps) {
  const { rows, selected, onSelect, onOpen, isLoading, hasMore, onLoadMore, error, onRetry } = props
  const isNarrow = useMediaQuery('(max-width: 720px)')
  return (
    <ResizableTableContainer className="table">
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: isNarrow ? 64 : 44, headingHeight: 40 }}>
        <Table
          key={isNarrow ? 'narrow' : 'wide'}
          aria-label="Customers"
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={onSelect}
          onRowAction={(key) => onOpen(String(key))}
        >
          <TableHeader>
            <Column width={48} minWidth={48}>
              <Tick />
            </Column>
            <Column isRowHeader defaultWidth="2fr">
              Name
            </Column>
            {!isNarrow && <Column width={130}>Provider</Column>}
            {!isNarrow && <Column defaultWidth="1fr">Account</Column>}
            {!isNarrow && <Column defaultWidth="1fr">External id</Column>}
            {!isNarrow && <Column width={140}>Created</Column>}
            <Column width={isNarrow ? 100 : 120}>State</Column>
          </TableHeader>
          <TableBody
            dependencies={[isNarrow]}
            renderEmptyState={() => <Empty error={error} isLoading={isLoading} onRetry={onRetry} />}
          >
            <Collection items={rows} dependencies={[isNarrow]}>
              {(row) => (
                <Row id={row.id} textValue={row.displayName}>
                  <Cell>
                    <Tick />
                  </Cell>
                  <Cell>
                    <span className="name">{row.displayName}</span>
                    {isNarrow && <ProviderBadge provider={row.provider} />}
                  </Cell>
                  {!isNarrow && (
                    <Cell>
                      <ProviderBadge provider={row.provider} />
                    </Cell>
                  )}
                  {!isNarrow && <Cell>{row.linkedAccount.name}</Cell>}
                  {!isNarrow && <Cell>{row.externalId ?? '–'}</Cell>}
                  {!isNarrow && <Cell>{dayOf(row.createdAt) || '–'}</Cell>}
                  <Cell>
                    <State isArchived={row.isArchived} />
                  </Cell>
                </Row>
              )}
            </Collection>
            {hasMore && (
              <TableLoadMoreItem onLoadMore={onLoadMore} isLoading={isLoading}>
                Loading more…
              </TableLoadMoreItem>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </ResizableTableContainer>
  )
}

function Tick() {
  return (
    <Checkbox slot="selection">
      <span className="tick" aria-hidden="true" />
    </Checkbox>
  )
}

export function State({ isArchived }: { readonly isArchived: boolean | null }) {
  const { text, tone } = stateOf(isArchived)
  return <span className={`state ${tone}`}>{text}</span>
}

function Empty({ error, isLoading, onRetry }: Pick<CustomerTableProps, 'error' | 'isLoading' | 'onRetry'>) {
  if (error !== null) {
    return (
      <div className="empty">
        <p>{error.message}</p>
        <Button className="primary" onPress={onRetry}>
          Try again
        </Button>
      </div>
    )
  }
  return <div className="empty">{isLoading ? 'Loading customers…' : 'No customers match.'}</div>
}
