import { spawnSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { Mirrored } from '../mirror/behaviour.ts'
import { TestSchool } from '../school.ts'

const ALL_YEARS = 'refresh-all-years'
const MIRRORING = 'deferred-behaviour-mirroring'
const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

const simsFile = (school: TestSchool) => path.join(school.folder, 'sims.db')

/** Does something in SIMS as another program would. */
async function inSims(school: TestSchool, ...statements: string[]): Promise<void> {
  const db = openSqlite(simsFile(school), { clock: () => school.now })
  for (const sql of statements) await db.run(db.sql.raw(sql))
  await db.close()
}

async function withAdaAndBen(rest = ''): Promise<TestSchool> {
  const school = await TestSchool.open(`  ${ALL_YEARS}:\n  clear-expired-notices:`, { simsApart: true, rest })
  await school.pupil('Ada')
  await school.pupil('Ben')
  await school.run(ALL_YEARS)
  return school
}

const run = async (school: TestSchool, job: string) => JSON.parse((await school.run(job, '--json')).out)

describe('a job that reads SIMS', () => {
  test('finds its tables there, and what is left of them in the school is not looked at', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}:`, { simsApart: true })
    const ada = await school.pupil('Ada')
    await school.with(async (db) => {
      for (const table of ['pupil', 'school_history'])
        await db.run(db.sql.raw(`CREATE TABLE main.${table} AS SELECT * FROM sims.${table} WHERE 0`))
    })
    expect((await run(school, ALL_YEARS)).counts).toMatchObject({ joined: 1 })
    expect(await school.rows('group_member')).toMatchObject([{ pupil_id: ada }])
  })

  test('leaves nothing of SIMS behind in the school, however the run ends', async () => {
    const school = await withAdaAndBen()
    const tables = await school.with((db) =>
      db.all<{ name: string }>(db.sql('main.sqlite_schema').select('name')),
    )
    expect(tables.map(({ name }) => name)).not.toContain('pupil')
  })

  test('sees one picture, whatever changes there while it reads', async () => {
    const school = await TestSchool.open('  gifted-sen-groups:', { simsApart: true })
    const ada = await school.pupil('Ada')
    await school.add('sen_stage', { pupil_id: ada, status: 'K', start_date: '2024-09-01' })
    const read: string[] = []
    let emptied: Promise<void> | undefined
    school.world = {
      onStatement: (sql) => {
        const [, table] = /^select `.*` from `(sen_stage|school_history)`$/.exec(sql) ?? []
        if (!table) return
        read.push(table)
        // Between the first table and the second one.
        if (read.length === 2) emptied = inSims(school, `DELETE FROM ${table}`)
      },
    }
    const { counts, outcome } = await run(school, 'gifted-sen-groups')
    await emptied
    expect(new Set(read)).toEqual(new Set(['sen_stage', 'school_history']))
    expect([outcome, counts.joined]).toEqual(['succeeded', 1])
  })

  test('does not touch the groups when SIMS is not there, says so, and gets by when it is back', async () => {
    const school = await withAdaAndBen()
    renameSync(simsFile(school), `${simsFile(school)}.away`)
    const { outcome, message } = await run(school, ALL_YEARS)
    expect([outcome, message]).toEqual([
      'failed',
      `SIMS is not to be reached, and nothing was changed: There is no file ${simsFile(school)}.`,
    ])
    // Who does not need it does not ask for it.
    expect((await run(school, 'clear-expired-notices')).outcome).toBe('succeeded')
    renameSync(`${simsFile(school)}.away`, simsFile(school))
    expect(await school.allYears()).toEqual(['Ada', 'Ben'])
    expect((await run(school, ALL_YEARS)).outcome).toBe('succeeded')
  })

  test('is tried again by a later tick when the server of SIMS is down', async () => {
    const school = await withAdaAndBen()
    const text = `  ${ALL_YEARS}: { at: '23:00' }`
    // Nobody listens there.
    const rest =
      'sims:\n  type: sqlserver\n  server: 127.0.0.1\n  port: 1\n  name: SIMS\n  user: pars\n  password: ${SIMS_PASSWORD}\n'
    const { section } = school.database
    Object.assign(school.database, { section: section.slice(0, section.indexOf('sims:')) })
    school.configure(text, rest)
    school.world = { env: { SIMS_PASSWORD: 'secret' } }
    await school.tick('2026-11-23 22:00')
    await school.tick('2026-11-23 23:00')
    const [last] = (await school.runs(ALL_YEARS)).slice(-1)
    expect(last).toMatchObject({ state: 'failed' })
    expect(last!.message).toMatch(/^SIMS is not to be reached, and nothing was changed: .*127\.0\.0\.1:1/)
    expect((await school.slots(ALL_YEARS)).map(({ state }) => state)).toEqual(['pending'])
    expect(await school.rows('group_member')).toHaveLength(2)
  })

  test('is held by the guard when a source in SIMS is suddenly empty', async () => {
    const school = await withAdaAndBen()
    await inSims(school, 'DELETE FROM school_history')
    expect((await run(school, ALL_YEARS)).outcome).toBe('held')
    expect(await school.allYears()).toEqual(['Ada', 'Ben'])
  })

  test.each<[string, string[], RegExp]>([
    [
      'that is missing',
      ['DROP TABLE school_history'],
      /^SIMS \(.*\) did not do what was asked of it: no such table/,
    ],
    [
      'with a value that is missing',
      [
        'ALTER TABLE school_history RENAME TO old',
        'CREATE TABLE school_history AS SELECT * FROM old',
        'UPDATE school_history SET pupil_id = NULL',
      ],
      /^The table school_history of SIMS \(.*\) is not as docs\/contract\.md has it, and nothing was changed: NOT NULL/,
    ],
    [
      'with a key twice',
      [
        'ALTER TABLE school_history RENAME TO old',
        'CREATE TABLE school_history AS SELECT * FROM old',
        'UPDATE school_history SET id = 1',
      ],
      /^The table school_history of SIMS \(.*\) is not as docs\/contract\.md has it, and nothing was changed: UNIQUE/,
    ],
  ])('fails over a table %s, before it has changed anything', async (_, statements, message) => {
    const school = await withAdaAndBen()
    await inSims(school, ...statements)
    const result = await run(school, ALL_YEARS)
    expect(result.outcome).toBe('failed')
    expect(result.message).toMatch(message)
    expect(await school.rows('group_member')).toHaveLength(2)
  })
})

test('a command that looks has the tables of SIMS, and no more of them than it asks for', async () => {
  const school = await withAdaAndBen()
  const [ada] = await school.rows<{ id: number }>('pupil')
  await school.member(await school.group('special', 'Chess'), ada!.id)
  const asked: string[] = []
  school.world = {
    onStatement: (sql) => {
      const [, table] = /^select `.*` from `(\w+)`$/.exec(sql) ?? []
      if (table) asked.push(table)
    },
  }
  const said = await school.run('report', 'run', 'group-membership')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toContain('Ada')
  expect(asked).toContain('pupil')
  expect(asked).not.toContain('sen_stage')
})

describe('mirroring to SIMS in another database', () => {
  test('touches no incident that SIMS has of its own', async () => {
    const mirrored = await Mirrored.open('yes', { simsApart: true })
    const theirs = await mirrored.school.add('sims_incident', {
      ...{ pupil_id: mirrored.ada, date: '2026-11-20', type_id: mirrored.type, outcome_id: mirrored.outcome },
      ...{ recorded_at: '2026-11-20T09:00:00.000Z', comment: 'Their own' },
    })
    await mirrored.incident()
    await mirrored.run()
    expect((await mirrored.copies()).map(({ id, reference }) => [id, reference])).toEqual([
      [theirs, null],
      [expect.any(Number), 'PARS 1'],
    ])
  })

  test('killed between the two commits, it finds its copy by the reference, and makes no second one', async () => {
    const mirrored = await Mirrored.open('yes', { simsApart: true })
    const { school } = mirrored
    await mirrored.incident()
    const log: string[] = []
    const whole = await school.copy()
    whole.world = { onStatement: (sql) => log.push(sql) }
    await whole.run(MIRRORING)
    const claimed = log.findIndex((sql) => sql.includes('insert into `auto_lease`'))
    const [, ofSims, ofSchool] = log.flatMap((sql, at) => (at > claimed && sql === 'COMMIT' ? [at] : []))
    expect(log.slice(ofSims, ofSchool).every((sql) => /^COMMIT|^DROP TABLE temp/.test(sql))).toBe(true)
    const orders = { args: [MIRRORING, '--config', school.file], cwd: school.folder, now: school.now }
    const killAt = ofSchool! + 1
    const killed = spawnSync(process.execPath, [PROCESS, JSON.stringify({ ...orders, killAt })])
    expect(killed.signal).toBe('SIGKILL')
    expect(await mirrored.copies()).toHaveLength(1)
    expect(await school.rows(own('mirrored_incident'))).toEqual([])
    // It is due by its schedule as well.
    await school.tick()
    const [, next] = await school.runs(MIRRORING)
    expect([next!.state, JSON.parse(next!.counts!)]).toMatchObject(['succeeded', { copied: 0, adopted: 1 }])
    const [copy, ...more] = await mirrored.copies()
    expect(more).toEqual([])
    expect(await school.rows(own('mirrored_incident'))).toMatchObject([{ sims_incident_id: copy!.id }])
  })

  test.each<[string, string, (mirrored: Mirrored, first: number) => Promise<unknown>]>([
    ['a copy', 'BEFORE INSERT ON sims_incident', (mirrored) => mirrored.incident({ comment: 'Second' })],
    [
      'an edit',
      'BEFORE UPDATE ON sims_incident',
      (mirrored, first) => mirrored.edit(first, { comment: 'Edited' }),
    ],
    [
      'a deletion',
      'BEFORE DELETE ON sims_incident',
      (mirrored, first) => mirrored.remove('incident', { id: first }),
    ],
  ])('when SIMS refuses %s, nothing has happened in either database', async (_, when, arrange) => {
    const mirrored = await Mirrored.open('yes', { simsApart: true })
    const first = await mirrored.incident()
    await mirrored.incident()
    await mirrored.run()
    await arrange(mirrored, first)
    const before = [await mirrored.copies(), await mirrored.school.rows(own('mirrored_incident'))]
    await inSims(
      mirrored.school,
      `CREATE TRIGGER refuses ${when} BEGIN SELECT RAISE(ABORT, 'not today'); END`,
    )
    const { outcome, message } = await mirrored.run()
    expect([outcome, message]).toEqual([
      'failed',
      `SIMS (${simsFile(mirrored.school)}) did not do what was asked of it: not today`,
    ])
    expect([await mirrored.copies(), await mirrored.school.rows(own('mirrored_incident'))]).toEqual(before)
    await inSims(mirrored.school, 'DROP TRIGGER refuses')
    expect((await mirrored.run()).outcome).toBe('succeeded')
  })

  test('a run in shadow, and a dry run, write nothing there', async () => {
    const mirrored = await Mirrored.open('yes', { simsApart: true })
    await mirrored.incident()
    const dry = JSON.parse((await mirrored.school.run(MIRRORING, '--dry-run', '--verbose', '--json')).out)
    expect(dry.counts.copied).toBe(1)
    mirrored.school.configure(`  ${MIRRORING}: { shadow: true, at: '22:30' }`)
    await mirrored.school.tick()
    await mirrored.school.tick('2026-11-23 22:30')
    expect((await mirrored.school.runs(MIRRORING)).at(-1)).toMatchObject({ state: 'succeeded', shadow: 1 })
    expect(await mirrored.copies()).toEqual([])
  })
})

describe('while SIMS is away', () => {
  test('a tick with nothing to do does not ask for it', async () => {
    const registers = "    registers:\n      - { part: AM, opens: '08:00', starts: '08:45' }"
    const school = await TestSchool.open(`  pupil-scan:\n${registers}\n  sms:`, { simsApart: true })
    await school.tick('2026-11-23 08:30')
    renameSync(simsFile(school), `${simsFile(school)}.away`)
    expect(await school.tickUntil('2026-11-23 08:34')).toBe('')
    expect(await school.runs('pupil-scan')).toEqual([])
  })

  test('a command that needs it says so, and one that does not goes on', async () => {
    const school = await withAdaAndBen()
    renameSync(simsFile(school), `${simsFile(school)}.away`)
    expect(await school.run('report', 'run', 'group-membership', '--format', 'csv')).toMatchObject({
      code: 6,
      out: '',
      err: `SIMS is not to be reached, and nothing was changed: There is no file ${simsFile(school)}.\n`,
    })
    for (const command of ['list', 'history']) expect((await school.run(command)).code).toBe(0)
  })
})
