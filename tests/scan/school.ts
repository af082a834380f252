import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { contract } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { sqliteDdl } from '../../src/db/ddl.ts'
import { own } from '../../src/db/migrations/index.ts'
import { registerCodeColumns, registerCodeRows } from '../../src/db/register-codes.ts'
import { createSqlite, openSqlite } from '../../src/db/sqlite.ts'
import { at, TestSchool } from '../school.ts'

export const MONDAY = '2026-11-23'
export const FRIDAY = '2026-11-20'

/** Registration from 08:40 and 13:40, half an hour each. */
export const REGISTERS = `registers:
  - { part: AM, opens: '07:30', starts: '08:40' }
  - { part: PM, opens: '13:00', starts: '13:40' }`

const indented = (text: string) => text.replace(/^/gm, '    ')

/** Who has been scanned when, as it stands in the record: `Ada 08:30 marked /`. */
type Line = string

/**
 * A school at noon on Monday with the reader GATE, the sessions of the week around, and Ada, whose card has the
 * number A.
 */
export class ScanSchool {
  readonly school: TestSchool
  ada = 0
  #events = 0

  private constructor(school: TestSchool) {
    this.school = school
  }

  static async open(
    given: { settings?: string; rest?: string; now?: string; zone?: string; empty?: true } = {},
  ): Promise<ScanSchool> {
    const { settings = REGISTERS, empty = false, ...others } = given
    const jobs = `  pupil-scan:\n${indented(settings)}`
    const scans = new ScanSchool(await TestSchool.open(jobs, { now: `${MONDAY} 12:00`, ...others }))
    await furnish(scans.school)
    if (!empty) scans.ada = await scans.pupil('Ada')
    return scans
  }

  /** Other settings of the job, the sections of `rest` besides. */
  configure(settings: string, rest = ''): void {
    this.school.configure(`  pupil-scan:\n${indented(settings)}`, rest)
  }

  /** A pupil with a card whose number is the first letter of the name. */
  async pupil(forename: string, stay?: Parameters<TestSchool['pupil']>[1]): Promise<number> {
    const id = await this.school.pupil(forename, stay)
    await this.identity(id, forename[0]!)
    return id
  }

  identity(pupil_id: number, identity: string, row: Row = {}): Promise<number> {
    return this.school.add('pupil_identity', {
      ...{ pupil_id, kind: 'card', identity, valid_from: '2020-09-01' },
      ...row,
    })
  }

  async consent(
    pupil_id: number,
    given_on: string,
    withdrawn_on: string | null = null,
    name = 'Biometric data',
  ) {
    const known = await this.school.rows<{ id: number }>('consent_type', { name })
    const consent_type_id = known[0]?.id ?? (await this.school.add('consent_type', { name }))
    await this.school.add('pupil_consent', { pupil_id, consent_type_id, given_on, withdrawn_on })
  }

  /** A scan at a time of the school's clock: `08:30` is on Monday. Returns its event id. */
  async scan(identity: string, time: string, row: Row = {}): Promise<string> {
    this.#events += 1
    const event_id = `e${this.#events}`
    await this.school.add('scan', scanRow(event_id, identity, time, row))
    return event_id
  }

  /** Makes a database that has nothing but scans. Returns what adds one there. */
  async scansElsewhere(): Promise<(identity: string, time: string, row?: Row) => Promise<void>> {
    const file = path.join(this.school.folder, 'scans', 'readers.db')
    mkdirSync(path.dirname(file))
    const made = createSqlite(file, { clock: () => this.school.now })
    for (const sql of sqliteDdl.createTable('scan', contract.scan)) await made.run(made.sql.raw(sql))
    made.close()
    return async (identity, time, row = {}) => {
      this.#events += 1
      const db = openSqlite(file, { clock: () => this.school.now })
      await db.insert('scan', scanRow(`e${this.#events}`, identity, time, row))
      db.close()
    }
  }

  /** What that database has in it, tables and rows. */
  async elsewhere(): Promise<Row[]> {
    const db = openSqlite(path.join(this.school.folder, 'scans', 'readers.db'), {
      clock: () => this.school.now,
    })
    const rows: Row[] = [
      ...(await db.all<Row>(db.sql('sqlite_schema').where({ type: 'table' }).select('name'))),
      ...(await db.all<Row>(db.sql('scan'))),
    ]
    db.close()
    return rows
  }

  /** What stands in the register of a session of the pupil. */
  async mark(pupil_id: number, code: string, part = 'AM', date = MONDAY): Promise<number> {
    const session_id = await this.session(part, date)
    return this.school.add('mark', { pupil_id, date, session_id, code })
  }

  async session(part: string, date = MONDAY): Promise<number> {
    return Number((await this.school.rows('session', { date, part }))[0]!.id)
  }

  owner(mark_id: number, row: Row): Promise<number> {
    return this.school.add('mark_owner', { mark_id, altered_at: '2026-11-23T09:00:00.000Z', ...row })
  }

  /** Runs the job by hand. */
  async run(
    ...flags: string[]
  ): Promise<{ counts: Record<string, number>; outcome: string; message?: string }> {
    const said = await this.school.run('pupil-scan', '--json', ...flags)
    if (said.err) throw new Error(said.err)
    const { counts, outcome, message } = JSON.parse(said.out)
    if (outcome === 'failed') throw new Error(message)
    const some = Object.entries(counts as Record<string, number>).filter(([, count]) => count > 0)
    return { counts: Object.fromEntries(some), outcome, ...(message ? { message } : {}) }
  }

  async counts(): Promise<Record<string, number>> {
    return (await this.run()).counts
  }

  /** The outcome of each scan, by the order in which they were made. */
  async outcomes(): Promise<Line[]> {
    const rows = await this.school.rows<{ event_id: string; outcome: string; code: string | null }>(
      own('scan_outcome'),
    )
    return rows
      .sort((a, b) => Number(a.event_id.slice(1)) - Number(b.event_id.slice(1)))
      .map(({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`))
  }

  /** Runs the job, and says what became of each scan so far. */
  async done(): Promise<Line[]> {
    await this.run()
    return this.outcomes()
  }

  /** The register: `AM /`, `PM L 12`, a lesson as `#1 /`; with the date where it is not Monday. */
  async marks(pupil_id = this.ada): Promise<Line[]> {
    const sessions = new Map((await this.school.rows('session')).map(({ id, part }) => [id, String(part)]))
    const rows = await this.school.rows('mark', { pupil_id })
    return rows.map(({ date, session_id, lesson_id, code, minutes_late }) => {
      const day = date === MONDAY ? '' : `${date} `
      const late = minutes_late === null ? '' : ` ${minutes_late}`
      return `${day}${session_id === null ? `#${lesson_id}` : sessions.get(session_id!)} ${code}${late}`
    })
  }
}

/** A scan as the reader GATE sends it. */
export const scanRow = (event_id: string, identity: string, time: string, row: Row = {}): Row => ({
  device: 'GATE',
  event_id,
  identity,
  at: instant(time),
  kind: 'session',
  ...row,
})

/** `08:30` on Monday, or `2026-11-20 08:30`, as the database has it. */
export const instant = (time: string): string =>
  new Date(at(time.includes(' ') ? time : `${MONDAY} ${time}`)).toISOString()

/** Register codes, a reader, and the sessions of two weeks. */
export async function furnish(school: TestSchool): Promise<void> {
  await school.with(async (db) => {
    await db.bulkInsert('register_code', registerCodeColumns, registerCodeRows())
    await db.insert('scan_device', { code: 'GATE', name: 'Main gate' })
    const days = Array.from({ length: 14 }, (_, at) => `2026-11-${String(16 + at).padStart(2, '0')}`)
    const sessions = [...days, '2026-10-23', '2026-10-26', '2026-12-18'].flatMap((date) => [
      [date, 'AM'],
      [date, 'PM'],
    ])
    await db.bulkInsert('session', ['date', 'part'], sessions)
  })
}
