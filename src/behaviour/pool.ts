import type { Knex } from 'knex'
import type { Row } from '../db/database.ts'
import { joinRoll } from '../groups/roll.ts'
import type { Staged } from '../jobs/kit.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { during, withMeaning } from './count.ts'
import { type Span, schoolDaysOf } from './period.ts'
import { decidedEarly, MEANINGS, type Rule } from './rule.ts'
import { tableOf } from './tables.ts'
import type { Window } from './window.ts'

/** Columns of a pool besides `pupil_id`. */
const WINDOW = ['rule', 'period_from', 'period_to', 'through', 'at_end', 'days', 'zero']

/**
 * The pupils each window is for: in the rule's scope, and on roll on the last day that counts. Where the rule is
 * decided at the end of the period, also: on roll throughout, with attendance of at least half.
 */
export async function poolOf(
  q: Queries,
  table: Staged,
  windows: Window[],
  calendar: Calendar,
): Promise<Staged> {
  const scope = await scopeOf(
    q,
    windows.map(({ rule }) => rule),
  )
  const onRoll = (scoped: number) => joinRoll(q, table('w'), 'w.through').where('w.scoped', scoped)
  const columns = [...WINDOW.map((column) => `w.${column}`), 'stay.pupil_id']
  const inScope = scope
    ? onRoll(1).join(scope().as('s'), (on) =>
        on.on('s.rule', '=', 'w.rule').andOn('s.pupil_id', '=', 'stay.pupil_id'),
      )
    : undefined
  const all = await q.stage(
    q.union(onRoll(0).distinct(columns), ...(inScope ? [inScope.distinct(columns)] : [])),
  )
  const atEnd = windows.filter(({ rule }) => !decidedEarly(rule))
  if (atEnd.length === 0) return all
  const { present, balance } = await attendance(q, distinct(atEnd), calendar)
  const select = [...WINDOW, 'pupil_id'].map((column) => `p.${column}`)
  const early = all('p').where('p.at_end', 0).select(select)
  const steady = all('p')
    .where('p.at_end', 1)
    .join(present().as('present'), (on) => samePupil(on, 'present').andOn('present.days', '=', 'p.days'))
    .join(balance().as('balance'), (on) => samePupil(on, 'balance'))
    .where('balance.balance', '>=', 0)
    .select(select)
  return q.stage(q.union(early, steady))
}

const samePupil = (on: Knex.JoinClause, alias: string) =>
  on
    .on(`${alias}.period_from`, '=', 'p.period_from')
    .andOn(`${alias}.period_to`, '=', 'p.period_to')
    .andOn(`${alias}.pupil_id`, '=', 'p.pupil_id')

/** Pupils in the scope of each rule that has one: `rule`, `pupil_id`. Some may come twice. */
async function scopeOf(q: Queries, rules: Rule[]): Promise<Staged | undefined> {
  const scoped = [...new Set(rules)].filter(({ scope }) => scope)
  const rows = (list: 'groups' | 'yearGroups' | 'registrationGroups') =>
    scoped.flatMap(({ key, scope }) => scope![list].map((id): Row => ({ rule: key, id })))
  const parts = []
  const groups = rows('groups')
  if (groups.length > 0) {
    const wanted = await tableOf(q, groups)
    parts.push(
      q.from('group_member', 'm').join(wanted().as('s'), 's.id', 'm.group_id').select('s.rule', 'm.pupil_id'),
    )
  }
  for (const [list, column] of [
    ['yearGroups', 'year_group_id'],
    ['registrationGroups', 'registration_group_id'],
  ] as const) {
    const wanted = rows(list)
    if (wanted.length === 0) continue
    const table = await tableOf(q, wanted)
    parts.push(
      q.from('pupil', 'p').join(table().as('s'), 's.id', `p.${column}`).select('s.rule', 'p.id as pupil_id'),
    )
  }
  return parts.length > 0 ? q.stage(q.union(...parts)) : undefined
}

/** A period is the same for all rules that look at it. */
const distinct = (windows: Span[]): Span[] => [
  ...new Map(windows.map(({ from, to }) => [`${from} ${to}`, { from, to }])).values(),
]

/** What each meaning does to the balance of sessions attended and missed; others are not possible sessions. */
const BALANCE: Row[] = [
  ...MEANINGS.attended!.map((meaning) => ({ meaning, balance: 1 })),
  ...MEANINGS.absent!.map((meaning) => ({ meaning, balance: -1 })),
]

/**
 * By period and pupil: on how many school days the pupil was on roll (`days`), and of the possible sessions those
 * attended less those missed (`balance`). Who had no possible session has no balance.
 */
export async function attendance(
  q: Queries,
  periods: Span[],
  calendar: Calendar,
): Promise<{ present: Staged; balance: Staged }> {
  const days = await tableOf(
    q,
    periods.flatMap((period) =>
      schoolDaysOf(period, calendar).map((day) => ({ ...spanRow(period), day: day.toString() })),
    ),
  )
  const key = (alias: string) => [`${alias}.period_from`, `${alias}.period_to`]
  const byRoll = [...key('d'), 'stay.pupil_id']
  const present = await q.stage(
    joinRoll(q, days('d'), 'd.day').groupBy(byRoll).select(byRoll).countDistinct({ days: 'd.day' }),
  )
  const table = await tableOf(q, periods.map(spanRow))
  const weights = await tableOf(q, BALANCE)
  const byMark = [...key('w'), 'thing.pupil_id']
  const marks = during(table, 'mark', 'period_to')
  const balance = await q.stage(
    withMeaning(marks.whereNotNull('thing.session_id'))
      .join(weights().as('weight'), 'weight.meaning', 'code.meaning')
      .groupBy(byMark)
      .select(byMark)
      .sum({ balance: 'weight.balance' }),
  )
  return { present, balance }
}

const spanRow = ({ from, to }: Span): Row => ({ period_from: from.toString(), period_to: to.toString() })
