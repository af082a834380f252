import { z } from 'zod'
import { defineReport } from '../kit.ts'
import { listed, pupilColumns } from '../pupil-list.ts'
import { schoolSessions } from '../school-sessions.ts'
import { anyOf, codes, dueFor, marksWith, statutoryTables } from '../statutory.ts'

/**
 * N stands for a reason that is not yet established, and has to make way for another code within 5 school days of the
 * session. DfE, Working together to improve school attendance, section 8, code N:
 * https://www.gov.uk/government/publications/working-together-to-improve-school-attendance
 */
export default defineReport({
  name: 'unresolved-absences',
  title: 'Absences without a reason for too long',
  summary: 'Pupils with sessions that have been marked N for more than 5 school days.',
  notes:
    'School days are counted from the day after the session up to and including the last day of the period: one that is 5 school days old can still be put right that day. Pupils of every age are listed, since the register has to be right for all of them.',
  period: 'this-year',
  params: z.strictObject({
    days: z.int().min(0).max(190).default(5).describe('Older than so many school days.'),
    codes: codes('N'),
  }),
  reads: statutoryTables,
  columns: {
    ...pupilColumns,
    sessions: { title: 'Sessions', type: 'number', total: true },
    first: { title: 'Oldest', type: 'date' },
    age: { title: 'School days old', type: 'number' },
    last: { title: 'Newest of them', type: 'date' },
  },
  sections: ['year', 'group'],
  rowName: ['pupil', 'pupils'],
  explain: ({ days, codes }) => `Sessions marked ${anyOf(codes)} more than ${days} school days ago.`,
  empty: 'No absence has been without a reason for too long.',
  chart: {
    title: 'Sessions marked N too long, by year group',
    of: 'sections',
    value: 'sessions',
  },
  async query({ days, codes }, context) {
    const { raw, period, calendar } = context
    const held = await schoolSessions(context, period.from, period.to)
    // In the morning nobody has a mark yet for a day that is a school day all the same.
    const last = await context.read.first<{ date: string | null }>(held.rows().max({ date: 'date' }))
    const isToCome = last?.date !== String(period.to) && calendar.isOn(period.to, 'school')
    const today = held.days + (isToCome ? 1 : 0)
    const figures = marksWith(context, held, codes, dueFor(context, { allAges: true }))
      .where('s.nth_day', '<', today - days)
      .groupBy('m.pupil_id')
      .select(
        'm.pupil_id',
        raw('count(*) as sessions'),
        raw('min(s.date) as first'),
        raw('max(s.date) as last'),
        raw('? - min(s.nth_day) as age', today),
      )
    return { rows: listed(context, figures, ['sessions', 'first', 'age', 'last']) }
  },
})
