import { z } from 'zod'
import { onRoll } from '../groups/roll.ts'
import { behaviour } from '../info/behaviour.ts'
import { countSessions } from '../info/sessions.ts'
import { defineJob, nightly } from './kit.ts'
import { add, remove } from './plan.ts'

/** What makes a row what it is: there is one for each, or none. */
const COLUMNS = ['measure', 'date', 'year_group_id', 'detail', 'value', 'out_of']

export default defineJob({
  name: 'refresh-school-info',
  title: 'Refresh School Info',
  summary: 'Fill the table behind the School Information graphs: see pars-auto school-info.',
  notes:
    "Counted are session marks and incidents of this school year, of the pupils who are on roll today, by their present year group. Attendance is what the DfE calls it: sessions attended (present, or at an approved educational activity) of the possible ones; marks that are missing, not required or administrative count nowhere, and neither do codes that the table of register codes does not have for that day, which the run reports. Today’s marks are those of the newest day on which somebody was marked present: at night the day before, whatever was entered in advance for today. To see a day while it lasts, give the job more times, such as `at: ['09:45', '14:15']`. Whoever reads the table meanwhile sees the figures of the last run, whole. Everything in it can be worked out again, so no guard limits what a run removes.",
  schedule: { cycle: 'every-day', at: '04:00' },
  days: 'all',
  after: ['bonus-behaviour-points', 'rule-based-behaviours'],
  missed: nightly,

  params: z.strictObject({}),

  reads: ['pupil', 'school_history', 'session', 'mark', 'register_code', 'incident', 'behaviour_outcome'],
  writes: ['school_info'],
  counts: { removed: 'figures removed that no longer hold', added: 'figures added' },

  async plan(_params, context) {
    const { stage, union, raw, today } = context
    const pupils = await stage(onRoll(context, today))
    const figures = await stage(
      union(...behaviour(context, pupils), ...(await countSessions(context, pupils))),
    )

    // The figures that are there already, each once; the rest of the table is wrong, old or there twice.
    const stored = await stage(
      figures('f')
        .leftJoin('school_info as s', (same) => {
          for (const column of ['measure', 'date', 'value', 'out_of']) same.on(`s.${column}`, `f.${column}`)
          same.on(raw('coalesce(s.year_group_id, 0) = coalesce(f.year_group_id, 0)'))
          same.on(raw("coalesce(s.detail, '') = coalesce(f.detail, '')"))
        })
        .groupBy(COLUMNS.map((column) => `f.${column}`))
        .select(COLUMNS.map((column) => `f.${column}`))
        .min('s.id as id'),
    )
    return {
      removed: remove('school_info', (row) => row.whereNotIn('id', stored().whereNotNull('id').select('id'))),
      added: add('school_info', COLUMNS, stored().whereNull('id').select(COLUMNS)),
    }
  },
})
