// Says what would be sent and what that means, does it when told to, and tells what became of each customer.
import { Button, Dialog, Heading, Label, Modal, ModalOverlay, ProgressBar } from 'react-aria-components'
import type { Provider } from './generated/graphql.ts'
import { ProviderBadge } from './provider-badge.tsx'
import { type Change, isSettled, type Progress, type Result, type Results, useChange } from './use-change.ts'
import { outcomes } from './words.ts'

export type { Change } from './use-change.ts'

interface ArchiveDialogProps {
  readonly change: Change
  /** `hasRun`: something was sent. */
  readonly onClose: (hasRun: boolean) => void
}

export function ArchiveDialog({ change, onClose }: ArchiveDialogProps) {
  const { plan, progress, run } = useChange(change)
  const names = namesOf(change)
  const planned = plan.data?.results.filter(({ plan: requests }) => requests.length > 0).length ?? 0
  const isRunning = progress?.isRunning === true
  const close = () => onClose(progress !== null)
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!isRunning}
      isKeyboardDismissDisabled={isRunning}
      onOpenChange={(isOpen) => isOpen || close()}
    >
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Heading slot="title">{progress === null ? `${titleOf(change)}?` : titleOf(change)}</Heading>
          {progress === null ? (
            <Plan plan={plan.data ?? null} names={names} />
          ) : (
            <Outcomes progress={progress} names={names} />
          )}
          <div className="actions">
            {progress === null && (
              <>
                <Button onPress={close}>Cancel</Button>
                <Button className="primary" isDisabled={planned === 0} onPress={() => void run()}>
                  {change.kind === 'unarchive' ? 'Take out of the archive' : archiveLabel(planned)}
                </Button>
              </>
            )}
            {progress !== null && !isRunning && (
              <>
                {(progress.problems.length > 0 || !progress.results.every(isSettled)) && (
                  <Button onPress={() => void run()}>Ask again</Button>
                )}
                <Button className="primary" autoFocus onPress={close}>
                  Close
                </Button>
              </>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function titleOf(change: Change): string {
  switch (change.kind) {
    case 'unarchive':
      return `Take ${change.customer.displayName} out of the archive`
    case 'archive-group':
      return `Archive ${change.name} everywhere`
    case 'archive-many': {
      const [first] = change.customers
      return change.customers.length === 1
        ? `Archive ${first?.displayName}`
        : `Archive ${change.customers.length} customers`
    }
  }
}

function archiveLabel(planned: number): string {
  return planned > 1 ? `Archive ${planned} customers` : 'Archive'
}

function namesOf(change: Change): ReadonlyMap<string, string> {
  const customers =
    change.kind === 'archive-many' ? change.customers : change.kind === 'unarchive' ? [change.customer] : []
  return new Map(customers.map(({ id, displayName }) => [id, displayName]))
}

interface Named {
  readonly names: ReadonlyMap<string, string>
}

function Plan({ plan, names }: Named & { readonly plan: Results | null }) {
  if (plan === null) return <p role="status">Asking what would happen…</p>
  return (
    <>
      <p>Nothing has been sent yet. This is what would be:</p>
      <Problems problems={plan.problems} />
      {[...consequencesOf(plan)].map(([provider, consequences]) => (
        <div key={provider} className="meaning">
          <ProviderBadge provider={provider} />
          <ul>
            {consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        </div>
      ))}
      <ul className="plan">
        {plan.results.map((result) => (
          <li key={result.id}>
            <Who result={result} names={names} />
            {result.plan.length === 0 ? <Told result={result} /> : null}
            {result.plan.map(({ method, url }) => (
              <code key={url}>
                {method} {url}
              </code>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}

/** They are the same for all customers of a provider, and told once. */
function consequencesOf({ results }: Results): ReadonlyMap<Provider, readonly string[]> {
  const requests = results.flatMap(({ plan }) => plan)
  return new Map(requests.map(({ linkedAccount, consequences }) => [linkedAccount.provider, consequences]))
}

function Outcomes({ progress, names }: Named & { readonly progress: Progress }) {
  const { results, problems, done, total, isRunning } = progress
  const list = (
    <ul className="plan">
      {results.map((result) => (
        <li key={result.id}>
          <Who result={result} names={names} />
          <Told result={result} />
        </li>
      ))}
    </ul>
  )
  return (
    <>
      {isRunning && (
        <ProgressBar value={done} maxValue={total} className="progress">
          {({ percentage }) => (
            <>
              <Label>
                {done} of {total}
              </Label>
              <div className="bar">
                <div style={{ inlineSize: `${percentage}%` }} />
              </div>
            </>
          )}
        </ProgressBar>
      )}
      {/* Read out when it is done. A list that grows is not: it would be read from its beginning each time. */}
      <div role="status">
        {!isRunning && results.length > 1 && <p>{tally(results)}</p>}
        <Problems problems={problems} />
        {total === 1 && list}
      </div>
      {total > 1 && list}
    </>
  )
}

function Who({ result, names }: Named & { readonly result: Result }) {
  const { id, customer } = result
  return (
    <p className="who">
      {customer !== null && <ProviderBadge provider={customer.provider} />}{' '}
      <strong>{customer?.displayName ?? names.get(id) ?? 'A customer'}</strong>
    </p>
  )
}

function Told({ result: { outcome, problems } }: { readonly result: Result }) {
  const { text, tone } = outcomes[outcome]
  return (
    <>
      <p className={tone}>{text}.</p>
      <Problems problems={problems} />
    </>
  )
}

function Problems({ problems }: { readonly problems: readonly string[] }) {
  return problems.map((problem) => (
    <p key={problem} className="bad">
      {problem}
    </p>
  ))
}

function tally(results: readonly Result[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of results) {
    const { text } = outcomes[outcome]
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return `${[...counts].map(([text, count]) => `${count} × ${text.split(/[;:]/)[0]?.toLowerCase()}`).join(', ')}.`
}
