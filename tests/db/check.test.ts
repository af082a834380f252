import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Checked, check } from '../../src/db/check/check.ts'
import type { Needs } from '../../src/db/check/found.ts'
import { contract } from '../../src/db/contract.ts'
import type { Database, DatabasePlace, SqlServerPlace } from '../../src/db/database.ts'
import { migrate, migrations, own, takeBack } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { createSchoolTables } from '../../src/db/school-tables.ts'
import { createSqlite } from '../../src/db/sqlite.ts'
import type { JobTable } from '../../src/db/tables.ts'
import { dropSchemas, emptyPlace, SERVER, withServer } from '../database.ts'
import { inBatches } from './batches.ts'

const needing = (...written: JobTable[]): Needs =>
  new Map(
    (Object.keys(contract) as JobTable[]).map((table) => [
      table,
      { jobs: ['a-job'], isWritten: written.includes(table) },
    ]),
  )

/** The server that stands in for SQL Server where there is none takes no NULL or NOT NULL in an ALTER COLUMN. */
const onStandIn = (sql: string) => sql.replace(/^(ALTER TABLE .* ALTER COLUMN .*?)(?: NOT)? NULL;$/, '$1;')

let place: DatabasePlace
let db: Database

async function school(where: DatabasePlace): Promise<void> {
  place = where
  db = await openDatabase(place, {})
  onTestFinished(() => db.close())
  await createSchoolTables(db)
  await migrate(db)
}

const run = (...statements: string[]) =>
  statements.reduce<Promise<unknown>>(
    (before, sql) => before.then(() => db.run(db.sql.raw(sql))),
    Promise.resolve(),
  )

/** What is said of one table, as `error upn: is not there`. */
async function saidOf(table: string, needs = needing()): Promise<string[]> {
  const checked = await checkedOf(table, needs)
  return checked.differences.map(
    ({ severity, column, problem }) => `${severity}${column ? ` ${column}` : ''}: ${problem}`,
  )
}

async function checkedOf(table: string, needs = needing()): Promise<Checked> {
  const { school, own } = await check(db, place, needs)
  return [...school, ...own].find((one) => one.table === table)!
}

const allDifferences = async (needs = needing()) => {
  const { school, own } = await check(db, place, needs)
  return [...school, ...own].flatMap(({ table, differences }) =>
    differences.map((one) => ({ table, ...one })),
  )
}

describe('an embedded database', () => {
  beforeEach(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = path.join(folder, 'school.db')
    await createSqlite(file, { clock: Date.now }).close()
    await school({ type: 'sqlite', file })
  })

  test('that has been made from the contract is as it is declared', async () => {
    expect(await allDifferences(needing(...(Object.keys(contract) as JobTable[])))).toEqual([])
  })

  test('is told what it lacks, and is cured by what is proposed', async () => {
    await run(
      'DROP TABLE house',
      'ALTER TABLE staff DROP COLUMN left_on',
      'DROP INDEX notice_expires_on',
      'DROP TABLE bus_route',
      'CREATE TABLE bus_route (id INTEGER, name INTEGER, withdrawn_on TEXT)',
    )
    expect(await saidOf('house')).toEqual(['error: is not there, or the login has no right on it'])
    expect(await saidOf('staff')).toEqual(['error left_on: is not there; it must be TEXT'])
    expect(await saidOf('notice')).toEqual([
      'remark: has no index on expires_on, so looking rows up takes longer',
    ])
    expect(await saidOf('bus_route')).toEqual([
      'error name: is INTEGER; it must be TEXT NOT NULL',
      'remark: may hold NULL, which the jobs do not reckon with, in id, name',
      'error: nothing keeps two rows from having the same id',
    ])
    const cures = (await allDifferences()).flatMap(({ cure }) =>
      cure && !cure.startsWith('pars') ? [cure] : [],
    )
    await run(...cures)
    expect(await saidOf('staff')).toEqual([])
    expect(await saidOf('notice')).toEqual([])
    expect((await saidOf('bus_route')).filter((said) => said.includes('same id'))).toEqual([])
  })

  test('may have a view in place of a table, of which no keys are asked', async () => {
    await run(
      'ALTER TABLE house RENAME TO their_house',
      'CREATE VIEW house AS SELECT id, name FROM their_house',
    )
    expect(await checkedOf('house')).toMatchObject({ kind: 'view', differences: [] })
  })
})

/** A hundred tables take a while to make: one database for all, of which each test spoils other tables. */
describe.skipIf(!SERVER)('a database of SQL Server', () => {
  let where: SqlServerPlace
  const at = (table: string) => `[${where.schema}].[${table}]`

  beforeAll(async () => {
    where = await emptyPlace()
    place = where
    db = await openDatabase(place, {})
    await createSchoolTables(db)
    await migrate(db)
  }, 60_000)
  afterAll(async () => {
    await db.close()
    await withServer(where, (server) => dropSchemas(server, where))
  }, 60_000)

  test('that has been made from the contract is as it is declared', async () => {
    expect(await allDifferences(needing(...(Object.keys(contract) as JobTable[])))).toEqual([])
    expect(await checkedOf('pupil')).toMatchObject({
      at: at('pupil'),
      kind: 'table',
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      neededBy: ['a-job'],
    })
  })

  test('is told everything at once, each with the T-SQL that cures it', async () => {
    await run(
      `ALTER TABLE ${at('staff')} DROP COLUMN left_on`,
      `ALTER TABLE ${at('staff')} DROP COLUMN surname`,
      `ALTER TABLE ${at('staff')} ALTER COLUMN email nvarchar(100)`,
      `ALTER TABLE ${at('pupil')} DROP CONSTRAINT [UQ_pupil_admission_number]`,
      `ALTER TABLE ${at('pupil')} ALTER COLUMN upn varchar(20)`,
      `DROP INDEX [IX_mark_date] ON ${at('mark')}`,
      `ALTER TABLE ${at('house')} ADD motto nvarchar(50) NOT NULL`,
    )
    const needs = needing('staff', 'house')
    expect(await saidOf('staff', needs)).toEqual([
      'error surname: is not there; it must be nvarchar(100) NOT NULL',
      'error email: is nvarchar(100); it must be nvarchar(254)',
      'error left_on: is not there; it must be date',
    ])
    expect(await saidOf('staff')).not.toContain('error email: is nvarchar(100); it must be nvarchar(254)')
    expect(await saidOf('pupil', needs)).toEqual([
      'error: nothing keeps two rows from having the same admission_number',
    ])
    expect(await saidOf('mark', needs)).toEqual([
      'remark: has no index on date, so looking rows up takes longer',
    ])
    expect(await saidOf('house', needs)).toEqual([
      'error motto: wants a value in every new row, and the jobs know nothing of it: it needs a default',
    ])
    const cures = (await allDifferences(needs)).flatMap(({ cure }) => (cure ? [onStandIn(cure)] : []))
    await inBatches(where, cures.join('\nGO\n'))
    const left = (await allDifferences(needs)).map(({ table, column }) => `${table} ${column}`)
    expect(left).toEqual(['house motto', 'staff undefined'])
    expect(await saidOf('staff', needs)).toEqual([
      'remark: may hold NULL, which the jobs do not reckon with, in surname',
    ])
  })

  test.each([
    ['datetime', 'remark created_at: is datetime, and is rounded to 3 milliseconds'],
    ['date', 'error created_at: is date; it must be datetime2(3) NOT NULL'],
    ['nvarchar(30)', 'error created_at: is nvarchar(30); it must be datetime2(3) NOT NULL'],
    ['datetimeoffset(3)', undefined],
    ['datetime2(7)', undefined],
  ])('may have %s where a moment is declared, or not', async (type, said) => {
    await run(
      `ALTER TABLE ${at('notice')} DROP COLUMN created_at`,
      `ALTER TABLE ${at('notice')} ADD created_at ${type} NOT NULL`,
    )
    expect(await saidOf('notice', needing('notice'))).toEqual(said ? [said] : [])
  })

  test('may have views, whose columns must fit and whose keys nobody asks for', async () => {
    await run(
      `DROP TABLE ${at('consent_type')}`,
      `EXEC('CREATE VIEW ${at('consent_type')} AS SELECT CAST(1 AS bigint) AS id, CAST(''x'' AS varchar(10)) AS name, CAST(NULL AS date) AS withdrawn_on')`,
      `DROP TABLE ${at('bus_route')}`,
      `EXEC('CREATE VIEW ${at('bus_route')} AS SELECT CAST(''1'' AS varchar(5)) AS id, CAST(''x'' AS nvarchar(90)) AS name')`,
    )
    expect(await checkedOf('consent_type')).toMatchObject({ kind: 'view', differences: [] })
    expect((await checkedOf('bus_route')).differences).toEqual([
      {
        column: 'id',
        severity: 'error',
        problem: 'is varchar(5); it must be int NOT NULL',
        cure: '-- in the view: CAST(… AS int) AS [id]',
      },
      {
        column: 'withdrawn_on',
        severity: 'error',
        problem: 'is not there; it must be date',
        cure: '-- in the view: CAST(… AS date) AS [withdrawn_on]',
      },
    ])
  })

  test('is only remarked on where no job needs what is missing', async () => {
    await run(`DROP TABLE ${at('young_carer')}`)
    const [missing] = (await checkedOf('young_carer', new Map())).differences
    expect(missing).toEqual({
      severity: 'remark',
      problem: 'is not there, or the login has no right on it',
      cure: 'pars-auto db contract --sql --table young_carer',
    })
  })

  test('is told where a table of the program has been tampered with', async () => {
    const run_ = `[${(place as { ownSchema: string }).ownSchema}].[${own('run')}]`
    await run(`ALTER TABLE ${run_} DROP COLUMN approves`)
    expect(await saidOf(own('run'))).toEqual(['error approves: is not there; it must be int'])
  })

  test('takes few statements, however many tables there are', async () => {
    const sent: string[] = []
    const counted = await openDatabase(place, { onStatement: (sql) => sent.push(sql) })
    onTestFinished(() => counted.close())
    await check(counted, place, needing())
    expect(sent.length).toBeLessThan(16)
    expect(sent.filter((sql) => !/^(SELECT|select)\b/.test(sql))).toEqual([])
  })

  test('is told that the tables of the program are older, and not each of the consequences', async () => {
    await takeBack(db, 2)
    const { steps, own: ours } = await check(db, place, needing())
    expect({ steps, ours }).toEqual({ steps: { here: 2, known: migrations.length }, ours: [] })
  })
})
