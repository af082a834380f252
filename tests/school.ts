import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import type { Knex } from 'knex'
import { onTestFinished } from 'vitest'
import { declaredTables } from '../src/db/columns.ts'
import type { Database, Row } from '../src/db/database.ts'
import { own } from '../src/db/migrations/index.ts'
import type { OpenOptions } from '../src/db/open.ts'
import { main } from '../src/main.ts'
import type { RunRow } from '../src/runner/run.ts'
import type { SlotRow } from '../src/runner/slot.ts'
import { Day } from '../src/schedule/day.ts'
import { wallMinute } from '../src/schedule/wall.ts'
import { Zone } from '../src/schedule/zone.ts'
import type { World } from '../src/world.ts'
import { freshDatabase, heard, put, serverEnv, type TestDatabase } from './database.ts'

const LONDON = new Zone('Europe/London')

/** `2026-11-23 23:00` or `…:30` seconds on the clock of the zone, as epoch milliseconds. */
export function at(text: string, zone = LONDON): number {
  const [date, time = '00:00'] = text.split(' ') as [string, string?]
  const [hours, minutes, seconds = 0] = time.split(':').map(Number) as [number, number, number?]
  return zone.firstInstantOf(wallMinute(Day.parse(date), hours * 60 + minutes)) + seconds * 1000
}

type Where = Row | ((rows: Knex.QueryBuilder) => void)

export interface Said {
  code: number
  out: string
  err: string
}

/** A small school with a real database file and a clock that stands where the test puts it. */
export class TestSchool {
  readonly folder: string
  readonly file: string
  now: number
  /** The database's clock minus the host's. */
  clockError = 0
  world: Partial<World> = {}
  readonly database: TestDatabase
  readonly #zone: Zone
  #members = 0

  private constructor(folder: string, database: TestDatabase, now: number, zone: Zone) {
    this.folder = folder
    this.database = database
    this.file = path.join(folder, 'automation.config.yaml')
    this.now = now
    this.#zone = zone
  }

  /**
   * @param jobs the `jobs:` part of the config, indented by two; @param rest other top-level keys;
   * @param simsApart with SIMS in a database of its own; @param database another one than usual
   */
  static async open(
    jobs: string,
    given: { now?: string; zone?: string; rest?: string; simsApart?: boolean; database?: TestDatabase } = {},
  ): Promise<TestSchool> {
    const zone = new Zone(given.zone ?? 'Europe/London')
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const now = at(given.now ?? '2026-11-23 12:00', zone)
    const database = given.database ?? (await freshDatabase(folder, () => now, given.simsApart))
    const school = new TestSchool(folder, database, now, zone)
    school.configure(jobs, given.rest)
    return school
  }

  /** Another school just like this one, as it stands. */
  async copy(): Promise<TestSchool> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const database = await this.database.copy(folder)
    const school = new TestSchool(folder, database, this.now, this.#zone)
    const text = readFileSync(this.file, 'utf8')
    writeFileSync(school.file, text.replace(this.database.section, database.section))
    return school
  }

  /** Rewrites the config. */
  configure(jobs: string, rest = ''): void {
    const text = `school:\n  name: Test School\n  timezone: ${JSON.stringify(this.zoneName)}\n${this.database.section}${rest}\njobs:\n${jobs}\n`
    writeFileSync(this.file, text)
  }

  get zoneName(): string {
    return this.#zone.name
  }

  /** Puts the clock somewhere. */
  at(text: string): this {
    this.now = at(text, this.#zone)
    return this
  }

  /** Runs the program as its `main` is run, with this school's config and clock. */
  async run(...args: string[]): Promise<Said> {
    const said: Said = { code: -1, out: '', err: '' }
    const [verb, ...rest] = args as [string, ...string[]]
    said.code = await main([verb, '--config', this.file, ...rest], {
      cwd: this.folder,
      env: serverEnv,
      clock: () => this.now,
      databaseClock: () => this.now + this.clockError,
      colour: false,
      stop: new AbortController().signal,
      pause: async () => {},
      out: (text) => {
        said.out += text
      },
      stdout: new Writable({
        write(chunk, _encoding, done) {
          said.out += chunk
          done()
        },
      }),
      terminal: {},
      err: (text) => {
        said.err += text
      },
      ...this.world,
      onStatement: heard(this.database, this.world.onStatement),
      ...(this.world.env ? { env: { ...serverEnv, ...this.world.env } } : {}),
    })
    return said
  }

  /** From here on the clock runs away as soon as a job starts: every run finds its time used up. */
  runOutOfTime(): void {
    let statements = 0
    let inJob = false
    this.world = {
      onStatement: (sql) => {
        if (sql.includes(this.statement('insert into', own('lease')))) inJob = true
        if (sql === 'ROLLBACK') inJob = false
        statements = inJob ? statements + 1 : 0
      },
      clock: () => this.now + statements * 20 * 60_000,
    }
  }

  tick(text?: string): Promise<Said> {
    if (text) this.at(text)
    return this.run('run-due')
  }

  /** Ticks every minute from the clock's stand up to and including `until`; all that was printed. */
  async tickUntil(until: string): Promise<string> {
    const end = at(until, this.#zone)
    let out = ''
    for (; this.now <= end; this.now += 60_000) out += (await this.tick()).out
    this.now = end
    return out
  }

  /** Its database, by the clock of the school. Whoever opens it closes it. */
  open(options: OpenOptions = {}): Promise<Database> {
    return this.database.open({ clock: () => this.now, ...options })
  }

  async with<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await this.open()
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }

  /** In the order of their keys. */
  rows<R = Row>(table: string, where: Row = {}): Promise<R[]> {
    const key = declaredTables.get(table)?.primaryKey ?? [table === own('migration') ? 'version' : 'id']
    return this.with((db) => db.all<R>(db.sql(table).where(where).orderBy(key)))
  }

  runs(job?: string): Promise<RunRow[]> {
    return this.rows<RunRow>(own('run'), job ? { job } : {})
  }

  slots(job?: string): Promise<SlotRow[]> {
    return this.rows<SlotRow>(own('slot'), job ? { job } : {})
  }

  /** What each slot came to: `2026-11-23T23:00 done`. */
  async slotStates(job?: string): Promise<string[]> {
    const rows = await this.slots(job)
    return rows.sort((a, b) => (a.due_at < b.due_at ? -1 : 1)).map(({ slot, state }) => `${slot} ${state}`)
  }

  alerts(): Promise<{ subject: string; message: string; closed_at: string | null }[]> {
    return this.rows(own('alert'))
  }

  /** Of a table that gives out numbers, a row with a number of its own comes as from an import. */
  add(table: string, row: Row): Promise<number> {
    return this.with((db) => put(db, table, row))
  }

  /** Sets columns as somebody else might. @returns how many rows there were */
  change(table: string, set: Row, where: Where = {}): Promise<number> {
    return this.with((db) => db.run(db.sql(table).where(where).update(set)))
  }

  /** Deletes as somebody else might. */
  remove(table: string, where: Where = {}): Promise<number> {
    return this.with((db) => db.run(db.sql(table).where(where).delete()))
  }

  /** From here on there is no database where the config says. */
  vanish(): void {
    const { address } = this.database
    if ('file' in address) rmSync(address.file)
    else
      this.world.env = { PARS_TEST_MSSQL_URL: 'Server=127.0.0.1,1;Database=none;User Id=none;Password=none' }
  }

  /** How a statement begins that does this to the table. */
  statement(does: 'insert into' | 'update' | 'delete from', table: string): string {
    return `${does} ${this.database.named(table)}`
  }

  /** A pupil with one stay; on roll since 2020 unless said otherwise. */
  async pupil(
    forename: string,
    stay: { from?: string; to?: string; status?: string } | null = {},
  ): Promise<number> {
    this.#members += 1
    const id = await this.add('pupil', {
      admission_number: String(this.#members).padStart(6, '0'),
      surname: 'Test',
      forename,
      date_of_birth: '2012-05-01',
    })
    if (stay) await this.stay(id, stay)
    return id
  }

  stay(pupil: number, stay: { from?: string; to?: string; status?: string } = {}): Promise<number> {
    return this.add('school_history', {
      pupil_id: pupil,
      start_date: stay.from ?? '2020-09-01',
      end_date: stay.to ?? null,
      enrolment_status: stay.status ?? 'single',
    })
  }

  group(kind: string, name = kind, row: Row = {}): Promise<number> {
    return this.add('pupil_group', {
      kind,
      name,
      made_by: 'pars',
      confidential: 0,
      created_at: '2026-01-01T00:00:00.000Z',
      ...row,
    })
  }

  async member(group: number, ...pupils: number[]): Promise<void> {
    for (const pupil of pupils) await this.add('group_member', { group_id: group, pupil_id: pupil })
  }

  /** Forenames in the All Years group, duplicates as often as they are in it. */
  async allYears(): Promise<string[]> {
    return this.with(async (db) => {
      const rows = await db.all<{ forename: string }>(
        db
          .sql('group_member as m')
          .join('pupil as p', 'p.id', 'm.pupil_id')
          .join('pupil_group as g', 'g.id', 'm.group_id')
          .where('g.kind', 'all-years')
          .orderBy('p.forename')
          .select('p.forename'),
      )
      return rows.map((row) => row.forename)
    })
  }
}
