import { Random } from '../../src/demo/random.ts'
import { schoolDays } from './days.ts'
import type { ReportSchool } from './school.ts'

/** What the register of a pupil says of a session: '' where it says nothing. */
export interface Entry {
  date: string
  part: 'AM' | 'PM'
  code: string
  onRoll: boolean
}

const ATTENDED = ['/', 'V', 'L']
const AUTHORISED = ['I', 'M']
const UNAUTHORISED = ['O', 'G', 'U', 'N']
const NEITHER = ['X', 'Y1', '-', '']

export const isAbsence = (code: string) => AUTHORISED.includes(code) || UNAUTHORISED.includes(code)
const isPossible = (code: string) => ATTENDED.includes(code) || isAbsence(code)

/** From the middle of the summer term to Friday 20 November 2026. */
const DATES = schoolDays('2026-06-08', 86).filter((date) => date <= '2026-11-20')

/**
 * Registers of a dozen pupils with long absences, by their forenames. One is no longer there, and one was away from
 * the roll for two weeks.
 */
export async function randomRegisters(school: ReportSchool, seed: number): Promise<Map<string, Entry[]>> {
  const random = new Random(seed, 'registers')
  const registers = new Map<string, Entry[]>()
  const sessions = DATES.flatMap((date) => (['AM', 'PM'] as const).map((part) => ({ date, part })))
  const marks: (string | number | null)[][] = []
  for (let number = 0; number < 12; number++) {
    const forename = `Pupil ${String.fromCharCode(65 + number)}`
    const left = number === 0 ? { to: '2026-11-13' } : number === 1 ? { to: '2026-09-25' } : {}
    const pupil = await school.pupil(forename, '7A', left)
    if (number === 1) await school.school.stay(pupil, { from: '2026-10-12' })
    let code = '/'
    const entries = sessions.map(({ date, part }, at): Entry => {
      if (random.chance(0.12))
        code = random.pick([...ATTENDED, ...AUTHORISED, ...UNAUTHORISED, ...UNAUTHORISED])
      const entered = random.chance(0.08) ? random.pick(NEITHER) : code
      if (entered !== '') marks.push([pupil, date, at + 1, entered])
      const away = number === 1 && date > '2026-09-25' && date < '2026-10-12'
      return { date, part, code: entered, onRoll: !away }
    })
    if (number > 0) registers.set(forename, entries)
  }
  await school.school.with(async (db) => {
    const rows = sessions.map(({ date, part }, at) => [at + 1, date, part])
    await db.bulkInsert('session', ['id', 'date', 'part'], rows)
    await db.bulkInsert('mark', ['pupil_id', 'date', 'session_id', 'code'], marks)
  })
  return registers
}

/** An unbroken run of sessions, session by session. */
export interface Run {
  entries: Entry[]
  /** The whole days of it. */
  days: string[]
  brokenOn?: string
}

/** The plain way of finding what spellsOf finds. */
export function runsOf(register: Entry[], counts: (code: string) => boolean): Run[] {
  const runs: Run[] = []
  let open: Run | undefined
  const end = (date: string) => {
    if (open) runs.push({ ...open, brokenOn: date })
    open = undefined
  }
  let wasAway = false
  for (const entry of register) {
    if (!entry.onRoll) wasAway = true
    if (!entry.onRoll || !(counts(entry.code) || isPossible(entry.code))) continue
    if (wasAway) end(entry.date)
    wasAway = false
    if (!counts(entry.code)) {
      end(entry.date)
      continue
    }
    open ??= { entries: [], days: [] }
    open.entries.push(entry)
    const ofDay = register.filter(({ date, onRoll }) => onRoll && date === entry.date)
    const isWhole = ofDay.every(({ code }) => counts(code) || !isPossible(code))
    if (isWhole && open.days.at(-1) !== entry.date) open.days.push(entry.date)
  }
  return open ? [...runs, open] : runs
}

/** As the reports write dates. */
export const uk = (date = '') => date.split('-').reverse().join('/')
