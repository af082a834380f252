import { nameOf } from '../db/tables.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { judgeRules } from './award.ts'
import { poolOf } from './pool.ts'
import type { Rule } from './rule.ts'
import { tableOf } from './tables.ts'
import { type Window, windowRow } from './window.ts'

/** Somebody who would be awarded. */
interface Would {
  pupil: number
  admissionNumber: string
  periodFrom: string
  periodTo: string
  period: string
  n: number
  counted: number
}

/** What a rule would come to on a day. */
export interface Rehearsal {
  awards: Would[]
  periods: {
    period: string
    from: Day
    to: Day
    isOver: boolean
    /** Pupils for whom it can still go either way. */
    undecided: number
  }[]
}

/** Works out what a rule would award on a day, active or not. Only in a snapshot; nothing is kept. */
export async function rehearse(q: Queries, rule: Rule, day: Day, calendar: Calendar): Promise<Rehearsal> {
  const { windows, awards: staged } = await judgeRules(q, [rule], { day, now: '', calendar })
  const awards = staged
    ? await q.read.all<{
        id: number
        admission_number: string
        period_from: string
        period_to: string
        n: number
        counted: number
      }>(
        staged('a')
          .join('pupil as p', 'p.id', 'a.pupil_id')
          .orderBy(['a.period_from', 'p.admission_number', 'a.n'])
          .select('p.id', 'p.admission_number', 'a.period_from', 'a.period_to', 'a.n', 'a.counted'),
      )
    : []
  const textOf = (from: string) => windows.find((window) => window.from.toString() === from)?.text ?? from
  const periods = []
  for (const window of windows) {
    const { text: period, from, to, isOver } = window
    const decided = awards.filter((award) => award.period_from === from.toString() && award.n === 1).length
    const undecided = isOver ? 0 : (await stillOpen(q, window, calendar)) - (rule.every ? 0 : decided)
    periods.push({ period, from, to, isOver, undecided })
  }
  return {
    awards: awards.map((row) => ({
      pupil: row.id,
      admissionNumber: row.admission_number,
      periodFrom: row.period_from,
      periodTo: row.period_to,
      period: textOf(row.period_from),
      n: row.n,
      counted: row.counted,
    })),
    periods,
  }
}

/** The pupils a period under way is for, without those who have had its one award. */
async function stillOpen(q: Queries, window: Window, calendar: Calendar): Promise<number> {
  // Nobody is left out yet for having missed too much: that too is known at the end only.
  const open = { ...window, rule: { ...window.rule, comparison: 'at-least' as const } }
  const pool = await poolOf(q, await tableOf(q, [windowRow(open, calendar)]), [open], calendar)
  const pupils = pool('p').countDistinct({ n: 'p.pupil_id' })
  if (!window.rule.every)
    pupils
      .leftJoin(`${nameOf('rule_award')} as a`, (on) =>
        on
          .on('a.rule', '=', 'p.rule')
          .andOn('a.pupil_id', '=', 'p.pupil_id')
          .andOn('a.period_from', '<=', 'p.period_to')
          .andOn('a.period_to', '>=', 'p.period_from'),
      )
      .whereNull('a.id')
  return (await q.read.first<{ n: number }>(pupils))?.n ?? 0
}
