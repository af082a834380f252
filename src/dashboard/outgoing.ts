import { type Html, html } from '../info/html.ts'
import { legend } from '../info/page-frame.ts'
import { grouped, shortDate } from '../info/words.ts'
import type { Kind, State } from '../outbox/item.ts'
import { plural } from '../outbox/words.ts'
import { barsByDay } from './bars.ts'
import type { Dashboard } from './dashboard.ts'
import { tableOf } from './parts.ts'

/** What became of it, in three sorts. */
const SORTS: [name: string, kind: string, states: State[]][] = [
  ['sent', 'praise', ['sent', 'delivered']],
  ['refused, or nobody knows', 'sanction', ['failed', 'unknown']],
  ['waiting, too late or withdrawn', 'backdrop', ['queued', 'sending', 'expired', 'withdrawn']],
]

/** Texts and mails by the day they were put on their way. */
export function outgoing(dashboard: Dashboard): Html[] {
  return (['sms', 'mail'] as const).map((kind) => volume(dashboard, kind))
}

function volume({ volumes, shown }: Dashboard, kind: Kind): Html {
  const what = plural(kind)
  const title = `${what.charAt(0).toUpperCase()}${what.slice(1)} by day`
  const sorts = SORTS.map(([name, look, states]) => ({
    name,
    kind: look,
    days: shown.days.map((_, at) =>
      volumes
        .filter((one) => one.kind === kind && states.includes(one.state))
        .reduce((sum, { days }) => sum + days[at]!, 0),
    ),
  })).map((sort) => ({ ...sort, total: sort.days.reduce((a, b) => a + b, 0) }))
  const all = sorts.reduce((sum, { total }) => sum + total, 0)
  if (all === 0) return html`<h3>${title}</h3><p>No ${what} in these days.</p>`
  const there = sorts.filter(({ total }) => total > 0)
  const description = `${grouped(all)} ${what} in ${shown.days.length} days: ${there.map(({ name, total }) => `${name} ${grouped(total)}`).join('; ')}.`
  const days = shown.days.map(String)
  return html`<h3>${title}</h3>${legend(there.map(({ kind, name, total }) => [kind, `${name} (${grouped(total)})`]))}<figure class="wide">${barsByDay({ id: `volume-${kind}`, title, description }, days, there)}</figure><details><summary>${title}: as a table</summary>${tableOf(
    title,
    ['Day', ...there.map(({ name }) => name)],
    days.map((day, at) => [shortDate(day), ...there.map(({ days: counts }) => grouped(counts[at]!))]),
  )}</details>`
}
