// The customer desk: one table over all providers, and what can be done with its rows.
import { useState } from 'react'
import { Button, type Selection } from 'react-aria-components'
import { ArchiveDialog, type Change } from './archive-dialog.tsx'
import { CustomerDrawer } from './customer-drawer.tsx'
import { CustomerTable } from './customer-table.tsx'
import { FilterBar, type Filters, noFilters, toSettings } from './filter-bar.tsx'
import { SourceBanner } from './source-banner.tsx'
import { useCustomers } from './use-customers.ts'
import { useDebounced } from './use-debounced.ts'

export function App() {
  const [filters, setFilters] = useState<Filters>(noFilters)
  const [selected, setSelected] = useState<Selection>(new Set())
  const [openId, setOpenId] = useState<string | null>(null)
  const [change, setChange] = useState<Change | null>(null)
  const settled = useDebounced(filters, 300)
  const customers = useCustomers(toSettings(settled))
  const { rows } = customers
  const chosen = rows.filter(({ id }) => selected === 'all' || selected.has(id))

  function changeFilters(next: Filters) {
    setFilters(next)
    setSelected(new Set())
  }

  return (
    <>
      <header className="top">
        <h1>Customer desk</h1>
        <p>Every customer at every provider, in one list.</p>
      </header>
      <main>
        <FilterBar filters={filters} onChange={changeFilters} />
        <SourceBanner failed={customers.failed} retry={customers.retry} />
        <div className="toolbar">
          <p role="status">{[summary(customers, rows.length), ...customers.remarks].join('. ')}</p>
          {chosen.length > 0 && (
            <div className="actions">
              <span>{chosen.length} selected</span>
              <Button onPress={() => setSelected(new Set())}>Clear</Button>
              <Button className="primary" onPress={() => setChange({ kind: 'archive-many', customers: chosen })}>
                Archive {chosen.length === 1 ? 'customer' : `${chosen.length} customers`}…
              </Button>
            </div>
          )}
        </div>
        <CustomerTable
          rows={rows}
          selected={selected}
          onSelect={setSelected}
          onOpen={setOpenId}
          isLoading={customers.isFetching}
          hasMore={customers.hasNextPage}
          onLoadMore={() => {
            if (customers.hasNextPage && !customers.isFetching) void customers.fetchNextPage()
          }}
          error={customers.error}
          onRetry={() => void customers.refetch()}
        />
      </main>
      {openId !== null && (
        <CustomerDrawer id={openId} onOpen={setOpenId} onClose={() => setOpenId(null)} onChange={setChange} />
      )}
      {change !== null && (
        <ArchiveDialog
          change={change}
          onClose={(hasRun) => {
            setChange(null)
            if (!hasRun || change.kind !== 'archive-many') return
            setSelected(new Set())
            // The button that opened the dialog goes with the selection; the keyboard must not begin at the top again.
            requestAnimationFrame(() => requestAnimationFrame(focusTableIfLost))
          }}
        />
      )}
    </>
  )
}

function focusTableIfLost(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('[role=grid]')?.focus()
}

function summary(customers: ReturnType<typeof useCustomers>, count: number): string {
  const shown = count === 1 ? '1 customer' : `${count} customers`
  if (customers.isPending) return 'Loading customers…'
  if (customers.error !== null) return 'No customers could be loaded'
  if (customers.isFetchingNextPage) return `${shown}, loading more…`
  if (customers.hasNextPage) return `${shown} so far`
  return customers.failed.length > 0 ? `${shown}; some are missing` : `${shown} in all`
}
