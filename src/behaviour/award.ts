import type { Row } from '../db/database.ts'
import { nameOf } from '../db/tables.ts'
import type { Staged } from '../jobs/kit.ts'
import { add, type Change, change, followed } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { countQuery } from './count.ts'
import { poolOf } from './pool.ts'
import type { Rule } from './rule.ts'
import { tableOf } from './tables.ts'
import { type Window, windowRow, windowsOf } from './window.ts'

/** Beyond any count. */
const WITHOUT_LIMIT = 1_000_000_000

/** What some rules come to on a day. */
export interface Judgement {
  windows: Window[]
  /** The pupils of each window that is decided or can be at any moment; missing when there is no such window. */
  pool?: Staged
  /** New awards: `rule`, `pupil_id`, `period_from`, `period_to`, `n`, `counted`, and the incident's columns. */
  awards?: Staged
  /** What there is to award in each window: what makes an incident that of an award. */
  ladder?: Staged
}

/**
 * Judges the rules for a day, by everything up to and including it. Their keys must differ.
 * @param since periods that began before are left alone
 */
export async function judgeRules(
  q: Queries,
  rules: Rule[],
  { day, now, calendar, since }: { day: Day; now: string; calendar: Calendar; since?: Day | undefined },
): Promise<Judgement> {
  const all = rules.flatMap((rule) => windowsOf(rule, day, calendar))
  const windows = since ? all.filter(({ from }) => from >= since) : all
  const decided = windows.filter(({ isDecided }) => isDecided)
  if (decided.length === 0) return { windows }
  const table = await tableOf(
    q,
    decided.map((window) => windowRow(window, calendar)),
  )
  const pool = await poolOf(q, table, decided, calendar)
  const tally = await tallyOf(q, table, pool, [...new Set(decided.map(({ rule }) => rule))])
  const highest = await q.read.all<{ rule: string; highest: number }>(
    tally('t').groupBy('t.rule').select('t.rule').max({ highest: 't.counted' }),
  )
  const most = new Map(highest.map((row) => [row.rule, row.highest]))
  const rungs = decided.flatMap((window) => rungsOf(window, most.get(window.rule.key), now))
  if (rungs.length === 0) return { windows, pool }
  const ladder = await tableOf(q, rungs)
  return { windows, pool, ladder, awards: await q.stage(newAwards(tally, ladder)) }
}

/** What each pupil of the pool did, by window. Where the end of a period decides, nothing counts as 0. */
async function tallyOf(q: Queries, table: Staged, pool: Staged, rules: Rule[]): Promise<Staged> {
  const counts = []
  for (const rule of rules) {
    const own: Staged = (alias) => table(alias).where(`${alias}.rule`, rule.key)
    const counted = await q.stage(countQuery(q, rule, own, ['rule', 'period_from']))
    counts.push(counted().select('*'))
  }
  const counted = await q.stage(q.union(...counts))
  const columns = ['rule', 'period_from', 'period_to', 'pupil_id']
  const ofPool = columns.map((column) => `p.${column}`)
  const some = pool('p')
    .join(counted().as('c'), (on) =>
      on
        .on('c.rule', '=', 'p.rule')
        .andOn('c.period_from', '=', 'p.period_from')
        .andOn('c.pupil_id', '=', 'p.pupil_id'),
    )
    .select([...ofPool, 'c.counted'])
  const nothing = pool('p')
    .where('p.at_end', 1)
    .select([...ofPool, 'p.zero as counted'])
  return q.stage(
    q
      .over(q.union(some, nothing), 'amount')
      .groupBy(columns)
      .select(columns)
      .sum({ counted: 'amount.counted' }),
  )
}

/** The awards that a window has to give, each with the counts it is for and the incident it becomes. */
function rungsOf(window: Window, highest: number | undefined, now: string): Row[] {
  const { rule } = window
  if (highest === undefined) return []
  const times = rule.every ? Math.floor(highest / rule.threshold) : 1
  return Array.from({ length: times }, (_, before) => before + 1).map((n) => ({
    rule: rule.key,
    period_from: window.from.toString(),
    n,
    ...limitsOf(rule, n),
    date: window.through.toString(),
    ground_id: rule.ground,
    outcome_id: rule.outcome,
    recorded_at: now,
    comment: commentOf(window, n),
  }))
}

/** The counts, from and to, that earn the nth award of a period. */
export function limitsOf({ comparison, threshold }: Rule, n: number): { lowest: number; highest: number } {
  const lowest = comparison === 'at-most' ? -WITHOUT_LIMIT : threshold * n
  return { lowest, highest: comparison === 'at-least' ? WITHOUT_LIMIT : threshold }
}

/** No two awards of a pupil have the same: this is how an incident is known to be that of an award. */
function commentOf({ rule, text }: Window, n: number): string {
  const name = rule.name && rule.name !== rule.key ? ` (${rule.name})` : ''
  return `${rule.title}${name}: ${text}${n > 1 ? `, award ${n}` : ''}`
}

/** Earned, and neither given nor withdrawn before. A period that was cut otherwise before is the same if it overlaps. */
function newAwards(tally: Staged, ladder: Staged) {
  const columns = ['n', 'date', 'ground_id', 'outcome_id', 'recorded_at', 'comment']
  return tally('t')
    .join(ladder().as('l'), (on) =>
      on
        .on('l.rule', '=', 't.rule')
        .andOn('l.period_from', '=', 't.period_from')
        .andOn('l.lowest', '<=', 't.counted')
        .andOn('l.highest', '>=', 't.counted'),
    )
    .leftJoin(`${nameOf('rule_award')} as a`, (on) =>
      on
        .on('a.rule', '=', 't.rule')
        .andOn('a.pupil_id', '=', 't.pupil_id')
        .andOn('a.n', '=', 'l.n')
        .andOn('a.period_from', '<=', 't.period_to')
        .andOn('a.period_to', '>=', 't.period_from'),
    )
    .whereNull('a.id')
    .select('t.*', ...columns.map((column) => `l.${column}`))
}

/** The step that gives the awards, and remembers which incident is which award. */
export function give(q: Queries, awards: Staged, ladder: Staged, now: string): Change {
  const remembered = ['rule', 'pupil_id', 'period_from', 'period_to', 'n', 'counted']
  const incident = ['pupil_id', 'date', 'ground_id', 'outcome_id', 'recorded_at', 'comment']
  const ofAward = (column: string) => q.ref('rule_award', column)
  // By the ladder, which is short, and by pupil and date, of which there is an index: not by the moment, which all
  // new incidents share. Both would take the square of the awards.
  const itsIncident = q
    .from('incident', 'i')
    .join(ladder().as('l'), (on) => on.on('l.date', '=', 'i.date').andOn('l.comment', '=', 'i.comment'))
    .where('i.pupil_id', ofAward('pupil_id'))
    .where('l.rule', ofAward('rule'))
    .where('l.period_from', ofAward('period_from'))
    .where('l.n', ofAward('n'))
    .max('i.id')
  return followed(
    add('rule_award', [...remembered, 'awarded_at'], awards().select([...remembered, 'recorded_at'])),
    add('incident', incident, awards().select(incident)),
    change('rule_award', (award) => award.whereNull('incident_id').where('awarded_at', now), {
      incident_id: itsIncident,
    }),
  )
}
