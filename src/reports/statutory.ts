import { z } from 'zod'
import { joinMeaning } from '../attendance/meaning.ts'
import { oneOrMore, words } from '../config/fields.ts'
import type { JobTable } from '../db/tables.ts'
import { onRoll, stayOn } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import { listed as inWords } from '../schedule/weekday.ts'
import { IS, markTables } from './attendance.ts'
import type { ReportContext } from './kit.ts'
import { pupilTables } from './pupil-list.ts'
import { ofCompulsoryAge } from './school-age.ts'
import { marksIn, type SchoolSessions } from './school-sessions.ts'

/** What the attendance officer's lists have in common. */
export const statutoryTables: JobTable[] = ['session', ...markTables, ...pupilTables]

const code = words('a register code')

/** A parameter with register codes, and those that count unless a school says otherwise. */
export const codes = (...usual: string[]) =>
  oneOrMore(code, 'a register code, or a list of them')
    .default(usual)
    .describe(`Register codes that count: ${inWords(usual)} unless given.`)

/** One code or several, as a list. */
export const listOf = (given: string | string[]): string[] => [given].flat()

/** `G, O or U`. */
export const anyOf = (given: string | string[]): string =>
  inWords(listOf(given)).replace(/ and (?=[^ ]+$)/, ' or ')

/** Whether pupils beyond compulsory school age are listed: the duties are about those of that age. */
export const allAges = z
  .boolean()
  .default(false)
  .describe('true: Pupils who are not of compulsory school age, such as the sixth form, are listed as well.')

/** For the notes of reports with `allAges`. */
export const AGES_NOTE =
  'Pupils of compulsory school age by their dates of birth on the day of the report: whoever turned 16 by the end of August stopped being so on the last Friday of June, so the sixth form is left out unless allAges says otherwise.'

/** Numbers (`id`) of the selected pupils on roll on the day the report is made for, of compulsory school age or of all. */
export function dueFor(context: ReportContext, { allAges }: { allAges: boolean }): Rows {
  const { from, day, selected } = context
  const pupils = from('pupil', 'due').whereIn('due.id', onRoll(context, day))
  if (!allAges) {
    const born = ofCompulsoryAge(day)
    pupils.whereBetween('due.date_of_birth', [born.from, born.to])
  }
  return selected(pupils, 'due.id').select('due.id')
}

/** Marks (alias `m`) with one of the codes in the sessions held (alias `s`), while their pupils were on roll. */
export function marksWith(
  context: ReportContext,
  sessions: SchoolSessions,
  given: string | string[],
  pupils: Rows,
): Rows {
  return marksFor(context, sessions, pupils).whereIn('m.code', listOf(given))
}

/** Likewise every mark that means an absence. */
export function absencesOf(context: ReportContext, sessions: SchoolSessions, pupils: Rows): Rows {
  return joinMeaning(marksFor(context, sessions, pupils), 'm.code', 'm.date').whereRaw(IS.missed)
}

const marksFor = (context: ReportContext, { rows }: SchoolSessions, pupils: Rows) =>
  marksIn(rows)
    .whereIn('m.pupil_id', pupils)
    .whereExists(stayOn(context, 'm.pupil_id', 'm.date').select(context.raw('1')))
