import { z } from 'zod'
import { defineReport } from '../kit.ts'
import { titled } from '../person.ts'
import { dueTimes, placesInRegisters, registerTables } from '../registers.ts'

/** What is the same for all places of a register. */
const ITS = ['date', 'register', 'place', 'group_id', 'subject', 'staff_id']

const WHAT = { session: 'Registration', lesson: 'Lessons', both: 'Registration and lessons' }

export default defineReport({
  name: 'missing-marks',
  title: 'Missing marks',
  summary: 'Registers that were not taken, or not for every pupil, with the tutor or teacher to ask.',
  notes:
    'A mark is missing where the register has none for a pupil on roll, or only “-”. A register without any mark was not taken. Pupils are looked for in the registers of the registration group that they are in today.',
  period: 'today',
  params: z.strictObject({
    registers: z
      .enum(['session', 'lesson', 'both'])
      .default('session')
      .describe('Which registers: those of registration (session), of lessons, or both.'),
    ...dueTimes,
  }),
  reads: [...registerTables, 'year_group', 'staff'],
  columns: {
    date: { title: 'Date', type: 'date' },
    register: { title: 'Register', type: 'text' },
    year: { title: 'Year group', type: 'text' },
    group: { title: 'Registration group', type: 'text' },
    subject: { title: 'Subject', type: 'text' },
    staff: { title: 'Tutor or teacher', type: 'text' },
    state: { title: 'Register was', type: 'text' },
    missing: { title: 'Missing marks', type: 'number', total: true },
    pupils: { title: 'Of pupils', type: 'number', total: true },
  },
  sections: ['date', 'register'],
  rowName: ['register', 'registers'],
  explain: ({ registers, morningBy, afternoonBy }) =>
    `${WHAT[registers]}, as far as registers were due: on the day itself ${dueInWords(registers, morningBy, afternoonBy)}.`,
  empty: 'No mark is missing: every register that was due has been taken.',
  async query({ registers, ...times }, context) {
    const { over, raw, stage } = context
    const incomplete = over(placesInRegisters(context, registers, times), 'x')
      .groupBy('x.register_id', ...ITS.map((column) => `x.${column}`))
      .havingRaw('sum(x.missing * x.chosen) > 0')
      .select(ITS.map((column) => `x.${column}`))
      .select(raw('sum(x.missing * x.chosen) as missing'))
      .select(raw('case when sum(x.missing) = count(*) then 0 else 1 end as taken'))
      .sum({ pupils: 'x.chosen' })
    const counted = await stage(incomplete)
    const rows = counted('c')
      .join('registration_group as g', 'g.id', 'c.group_id')
      .leftJoin('year_group as y', 'y.id', 'g.year_group_id')
      .leftJoin('staff as t', 't.id', 'c.staff_id')
      .orderBy(['c.date', 'c.place', 'y.national_curriculum_year', 'y.name', 'g.name', 'c.subject'])
      .select('c.date', 'c.register', 'c.subject', 'c.missing', 'c.pupils')
      .select({ year: 'y.name', group: 'g.name' })
      .select(
        raw(`${titled('t')} as staff`),
        raw("case when c.taken = 1 then 'incomplete' else 'not taken' end as state"),
      )
    return { rows }
  },
})

function dueInWords(
  registers: 'session' | 'lesson' | 'both',
  morningBy: string,
  afternoonBy: string,
): string {
  const sessions = `the morning’s from ${morningBy} and the afternoon’s from ${afternoonBy}`
  if (registers === 'session') return sessions
  return registers === 'lesson' ? 'lessons that are over' : `${sessions}, and lessons that are over`
}
