import { z } from 'zod'
import { joinMeaning } from '../../attendance/meaning.ts'
import { oneOrMore, words } from '../../config/fields.ts'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns } from '../pupil-list.ts'
import { schoolSessions, unknownCodes } from '../school-sessions.ts'
import { spellsOf } from '../spells.ts'
import { absencesOf, dueFor, listOf, statutoryTables } from '../statutory.ts'

/** An absence is followed back for a year at most. */
const REACH_DAYS = 365

export default defineReport({
  name: 'consecutive-absence',
  title: 'Consecutive absence',
  summary: 'Pupils who have been absent for several sessions in a row, whether they are back, and why.',
  notes:
    'Listed is each absence of that length that touches the period, from its first day, however long ago; whether the pupil is back is as the registers have it now. Any absence counts, authorised or not; a session attended ends it. Sessions that were not required or have no mark neither count nor end it.',
  period: 'last-week',
  params: z.strictObject({
    sessions: z
      .int()
      .min(2)
      .max(380)
      .default(6)
      .describe('Absences of so many sessions in a row: 6 are 3 days.'),
    noReason: oneOrMore(words('a register code'), 'a register code, or a list of them')
      .default('N')
      .describe('Register codes that say that nobody has given a reason: N unless given.'),
    stillAbsent: z.boolean().default(false).describe('true: Only pupils who are not back yet.'),
  }),
  reads: statutoryTables,
  columns: {
    ...pupilColumns,
    state: { title: 'Now', type: 'text', width: 12 },
    back: { title: 'Back on', type: 'date' },
    first: { title: 'First day', type: 'date' },
    last: { title: 'Latest', type: 'date' },
    sessions: { title: 'Sessions', type: 'number' },
    days: { title: 'Whole days', type: 'number' },
    apart: { title: 'No reason yet', type: 'number', total: true },
    unauthorised: { title: 'Unauthorised', type: 'number' },
    code: { title: 'Latest code', type: 'text', width: 7 },
    means: { title: 'Which means', type: 'text', width: 30 },
  },
  sections: ['year', 'group'],
  rowName: ['absence', 'absences'],
  explain: ({ sessions, stillAbsent }) =>
    `Absences of ${sessions} or more sessions in a row${stillAbsent ? ' that go on' : ''}.`,
  empty: 'No pupil was absent for so long.',
  async query({ sessions, noReason, stillAbsent }, context) {
    const { over, raw, stage, period, day } = context
    const held = await schoolSessions(context, period.from.minusDays(REACH_DAYS), day)
    const candidates = await stage(
      absencesOf(context, held, dueFor(context, { allAges: true }))
        .groupBy('m.pupil_id')
        .havingRaw('count(*) >= ? and max(s.date) >= ?', [sessions, String(period.from)])
        .select('m.pupil_id as id'),
    )
    const spells = spellsOf(context, held, candidates().select('id'), { apart: listOf(noReason) })
    const figures = joinMeaning(over(spells, 'spell'), 'spell.code', 'spell.last')
      .where('sessions', '>=', sessions)
      .where('last', '>=', String(period.from))
      .where('first', '<=', String(period.to))
      .select('pupil_id', 'first', 'last', 'sessions', 'days', 'apart', 'unauthorised', 'spell.code')
      .select({ back: 'broken_on', means: 'code.description' })
      .select(raw("case when is_open = 1 then 'still absent' else 'back' end as state"))
    if (stillAbsent) figures.where('is_open', 1)
    const columns = ['state', 'back', 'first', 'last', 'sessions', 'days', 'apart', 'unauthorised', 'code']
    const rows = listed(context, figures, [...columns, 'means']).orderBy('its.first')
    return { rows, remarks: await unknownCodes(context, held, candidates().select('id')) }
  },
})
