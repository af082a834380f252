import type { Staged } from '../jobs/kit.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'
import { limitsOf } from './award.ts'
import { countQuery } from './count.ts'
import { type Span, schoolDaysOf } from './period.ts'
import { attendance } from './pool.ts'
import { decidedEarly, type Rule } from './rule.ts'
import type { Entry } from './rulebook.ts'

/** An award that is no longer earned, as the marks and incidents stand now. */
export interface Unearned {
  id: number
  rule: string
  pupil: number
  admissionNumber: string
  periodFrom: string
  periodTo: string
  n: number
  /** What was counted when it was awarded, and what is counted now. */
  countedThen: number
  countedNow: number
  why: 'count' | 'attendance' | 'roll'
}

/** Rules whose awards nobody can judge any more. */
export interface Unjudged {
  rule: string
  why: 'gone' | 'wrong'
}

/**
 * The awards whose condition does not hold any more. A rule that was edited since is applied as it is now, in the
 * period that the award was for; what the count of that time would not earn today either is left alone: there the
 * rule has changed, and no mark.
 * @param only the rule to look at; all of them otherwise
 */
export async function reviewAwards(
  q: Queries,
  entries: Entry[],
  calendar: Calendar,
  only?: string,
): Promise<{ unearned: Unearned[]; unjudged: Unjudged[] }> {
  const given = await q.read.all<{ rule: string }>(standing(q).distinct('a.rule').orderBy('a.rule'))
  const keys = given.filter(({ rule }) => only === undefined || rule === only)
  const unearned: Unearned[] = []
  const unjudged: Unjudged[] = []
  for (const { rule: key } of keys) {
    const entry = entries.find((one) => one.key === key)
    if (entry?.rule) unearned.push(...(await unearnedOf(q, entry.rule, calendar)))
    else unjudged.push({ rule: key, why: entry ? 'wrong' : 'gone' })
  }
  return { unearned, unjudged }
}

/** Awards that stand: not withdrawn, and with an incident that is still there. */
const standing = ({ from }: Queries) =>
  from('rule_award', 'a').join('incident as i', 'i.id', 'a.incident_id').whereNull('a.withdrawn_at')

interface StandingRow {
  award: number
  pupil_id: number
  admission_number: string
  period_from: string
  period_to: string
  n: number
  counted_then: number
  counted_now: number | null
}

async function unearnedOf(q: Queries, rule: Rule, calendar: Calendar): Promise<Unearned[]> {
  // Points can go down again after they were enough: they count as far as they did. All else only goes up.
  const through = rule.criterion === 'points' ? 'i.date as through' : 'a.period_to as through'
  const columns = ['a.id as award', 'a.pupil_id', 'a.period_from', 'a.period_to', 'a.n', 'a.counted']
  const windows = await q.stage(standing(q).where('a.rule', rule.key).select(columns).select(through))
  const counted = await q.stage(countQuery(q, rule, windows, ['award'], 'pupil_id'))
  const rows = await q.read.all<StandingRow>(
    windows('w')
      .join('pupil as p', 'p.id', 'w.pupil_id')
      .leftJoin(counted().as('c'), 'c.award', 'w.award')
      .orderBy('w.award')
      .select('w.award', 'w.pupil_id', 'p.admission_number', 'w.period_from', 'w.period_to', 'w.n')
      .select('w.counted as counted_then', 'c.counted as counted_now'),
  )
  const missed = decidedEarly(rule) ? () => undefined : await absentees(q, windows, rows, calendar)
  return rows.flatMap((row) => {
    const wasEarned = earns(rule, row.n, row.counted_then)
    const why = earns(rule, row.n, row.counted_now ?? 0) ? missed(row) : 'count'
    return wasEarned && why ? [unearnedRow(rule, row, why)] : []
  })
}

function earns(rule: Rule, n: number, count: number): boolean {
  const { lowest, highest } = limitsOf(rule, n)
  return lowest <= count && count <= highest
}

/** Who turns out not to have been there for long enough. */
async function absentees(
  q: Queries,
  windows: Staged,
  rows: StandingRow[],
  calendar: Calendar,
): Promise<(row: StandingRow) => 'attendance' | 'roll' | undefined> {
  const periods = new Map<string, Span>(
    rows.map(({ period_from: from, period_to: to }) => [
      `${from} ${to}`,
      { from: Day.parse(from), to: Day.parse(to) },
    ]),
  )
  if (periods.size === 0) return () => undefined
  const { present, balance } = await attendance(q, [...periods.values()], calendar)
  const found = await q.read.all<{ award: number; days: number | null; balance: number | null }>(
    [present, balance]
      .reduce(
        (query, table, at) =>
          query.leftJoin(table().as(`t${at}`), (on) =>
            on
              .on(`t${at}.period_from`, '=', 'w.period_from')
              .andOn(`t${at}.period_to`, '=', 'w.period_to')
              .andOn(`t${at}.pupil_id`, '=', 'w.pupil_id'),
          ),
        windows('w'),
      )
      .select('w.award', 't0.days', 't1.balance'),
  )
  const byAward = new Map(found.map((row) => [row.award, row]))
  return ({ award, period_from, period_to }) => {
    const seen = byAward.get(award)
    const expected = schoolDaysOf(periods.get(`${period_from} ${period_to}`)!, calendar).length
    if ((seen?.days ?? 0) < expected) return 'roll'
    return (seen?.balance ?? -1) < 0 ? 'attendance' : undefined
  }
}

const unearnedRow = (rule: Rule, row: StandingRow, why: Unearned['why']): Unearned => ({
  id: row.award,
  rule: rule.key,
  pupil: row.pupil_id,
  admissionNumber: row.admission_number,
  periodFrom: row.period_from,
  periodTo: row.period_to,
  n: row.n,
  countedThen: row.counted_then,
  countedNow: row.counted_now ?? 0,
  why,
})

/** Numbers of the awards of a rule that stand. */
export async function awardsOf({ from, read }: Queries, rule: string): Promise<number[]> {
  const rows = await read.all<{ id: number }>(
    from('rule_award').where({ rule }).whereNull('withdrawn_at').orderBy('id').select('id'),
  )
  return rows.map(({ id }) => id)
}
