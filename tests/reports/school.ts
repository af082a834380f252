import { onTestFinished } from 'vitest'
import type { Database, Row } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/index.ts'
import { registerCodeColumns, registerCodeRows } from '../../src/db/register-codes.ts'
import { cellText } from '../../src/reports/cell.ts'
import { documentOf, type ReportDocument } from '../../src/reports/document.ts'
import { reportNamed } from '../../src/reports/index.ts'
import { periodOf } from '../../src/reports/period.ts'
import { selection } from '../../src/reports/selection.ts'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { put } from '../database.ts'
import { TestSchool } from '../school.ts'

const span = (name: string, from: string, to: string) => ({ name, from: Day.parse(from), to: Day.parse(to) })

/** The autumn of 2026 and what came before. */
export const CALENDAR = new Calendar({
  terms: [
    span('Summer 2026', '2026-04-13', '2026-07-21'),
    span('Autumn 2026', '2026-09-02', '2026-12-18'),
    span('Spring 2027', '2027-01-04', '2027-03-26'),
  ],
  holidays: [span('Autumn half term', '2026-10-26', '2026-10-30')],
})

/** What a report is asked for; what is left out is as usual. */
export interface Asked {
  parameters?: Record<string, unknown> | undefined
  period?: string | undefined
  select?: Record<string, unknown>
  day?: string
  calendar?: Calendar
}

/** What a report came to. */
export interface Made {
  document: ReportDocument
  /** Each row as people read it, cell by cell: `Year 7 | 7A | Test | Ada | 2`. */
  rows: string[]
  /** Everything that was asked of the database for it. */
  statements: string[]
}

async function* each(rows: Row[]) {
  yield* structuredClone(rows)
}

const LONDON = new Zone('Europe/London')

/**
 * A small school with the register codes of England and four registration groups: 7A (tutor Ms Hill), 7B, 8A and
 * 12A; nobody is in the house Nobody. It is Monday 23 November 2026, 12:00.
 */
export class ReportSchool {
  readonly school: TestSchool
  readonly years = new Map<number, number>()
  readonly groups = new Map<string, number>()
  readonly tutor: number
  readonly #yearOf = new Map<string, number>()
  readonly #sessions = new Map<string, number>()
  /** Kept open: to open it for each row takes longer than the rest. */
  readonly #db: Database
  #pupils = 0

  private constructor(school: TestSchool, db: Database, tutor: number) {
    this.school = school
    this.tutor = tutor
    this.#db = db
  }

  static async open({ groups = true } = {}): Promise<ReportSchool> {
    const school = await TestSchool.open('  refresh-all-years:')
    const db = await school.open()
    onTestFinished(() => db.close())
    await migrate(db)
    await db.bulkInsert('register_code', registerCodeColumns, registerCodeRows())
    const tutor = await db.insert('staff', {
      ...{ staff_code: 'HIL', title: 'Ms', surname: 'Hill', forename: 'Hannah' },
      email: 'h.hill@riverside.example',
    })
    const made = new ReportSchool(school, db, tutor)
    await made.add('house', { name: 'Nobody' })
    if (groups)
      for (const [name, year] of [
        ['7A', 7],
        ['7B', 7],
        ['8A', 8],
        ['12A', 12],
      ] as const)
        await made.group(name, year)
    return made
  }

  async year(number: number): Promise<number> {
    const known = this.years.get(number)
    if (known) return known
    const id = await this.add('year_group', { name: `Year ${number}`, national_curriculum_year: number })
    this.years.set(number, id)
    return id
  }

  /** A registration group; only 7A has a tutor. */
  async group(name: string, year: number): Promise<number> {
    const tutor_id = name === '7A' ? this.tutor : null
    const year_group_id = await this.year(year)
    const id = await this.add('registration_group', { name, year_group_id, tutor_id })
    this.groups.set(name, id)
    this.#yearOf.set(name, year_group_id)
    return id
  }

  add: TestSchool['add'] = (table, row) => put(this.#db, table, row)

  /** A pupil of a registration group, on roll since 2020 unless said otherwise. The first has the number 000001. */
  async pupil(
    forename: string,
    group: string | null = '7A',
    stay: { from?: string; to?: string; status?: string } = {},
  ): Promise<number> {
    this.#pupils += 1
    const id = await this.add('pupil', {
      ...{ admission_number: String(this.#pupils).padStart(6, '0'), date_of_birth: '2012-05-01' },
      ...{ surname: 'Test', forename },
      registration_group_id: group && this.groups.get(group)!,
      year_group_id: group && this.#yearOf.get(group)!,
    })
    await this.add('school_history', {
      ...{ pupil_id: id, start_date: stay.from ?? '2020-09-01', end_date: stay.to ?? null },
      enrolment_status: stay.status ?? 'single',
    })
    return id
  }

  /** The number of a session, which comes into being when it is first spoken of. */
  async session(date: string, part: 'AM' | 'PM'): Promise<number> {
    const known = this.#sessions.get(date + part)
    if (known) return known
    const id = await this.add('session', { date, part })
    this.#sessions.set(date + part, id)
    return id
  }

  /** The session marks of a day: of the morning, and of the afternoon where there is one; '' for no mark at all. */
  async marks(pupil: number, date: string, am: string, pm = '', late: number | null = null): Promise<void> {
    for (const [part, code] of [
      ['AM', am],
      ['PM', pm],
    ] as const) {
      if (code === '') continue
      const session_id = await this.session(date, part)
      await this.add('mark', { pupil_id: pupil, date, session_id, code, minutes_late: late })
    }
  }

  /** Makes a report as it is made for people. */
  async make(name: string, asked: Asked = {}): Promise<Made> {
    const { parameters = {}, select = {}, calendar = CALENDAR } = asked
    const report = reportNamed(name)!
    const now = this.school.now
    const day = asked.day ? Day.parse(asked.day) : LONDON.dayAt(now)
    const statements: string[] = []
    const db = await this.school.open({ clock: () => now, onStatement: (sql) => statements.push(sql) })
    try {
      return await db.snapshot(async (session) => {
        const request = {
          ...{ report, day, params: report.params.parse(parameters) },
          period: periodOf(asked.period ?? report.period, day, calendar)!,
          selection: selection.parse(select),
        }
        const school = { name: 'Test School', zone: LONDON, guests: false, quiet: undefined } as never
        const document = await documentOf(session, request, {
          ...{ school, calendar, now, database: this.school.database.place },
        })
        const kept: Row[] = []
        for await (const row of document.rows()) kept.push(row)
        const rows = kept.map((row) =>
          document.columns.map((column) => cellText(column, row[column.key] ?? null, LONDON)).join(' | '),
        )
        // It can be read after the school is closed: tests look at it again.
        return {
          document: { ...document, rows: () => each(kept) },
          rows,
          statements,
        }
      })
    } finally {
      await db.close()
    }
  }
}
