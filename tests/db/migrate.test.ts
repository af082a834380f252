import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Database, DatabasePlace } from '../../src/db/database.ts'
import { isMigrated, migrate, migrations, own, takeBack, version } from '../../src/db/migrations/index.ts'
import { downScript, upScript } from '../../src/db/migrations/script.ts'
import { openDatabase } from '../../src/db/open.ts'
import { createSqlite } from '../../src/db/sqlite.ts'
import { passingPlace, SERVER } from '../database.ts'
import { inBatches } from './batches.ts'

const LAST = migrations.length

async function emptyFile(): Promise<DatabasePlace> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const place: DatabasePlace = { type: 'sqlite', file: path.join(folder, 'school.db') }
  await createSqlite(place.file, { clock: Date.now }).close()
  return place
}

const kinds: [string, () => Promise<DatabasePlace>][] = [
  ['an embedded database', emptyFile],
  ...(SERVER ? [['SQL Server', passingPlace] as [string, () => Promise<DatabasePlace>]] : []),
]

/** A config beside nothing but itself. */
function configFor(place: DatabasePlace): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database =
    place.type === 'sqlite'
      ? { type: 'sqlite', file: place.file }
      : { type: 'sqlserver', connection: SERVER, schema: place.schema, ownSchema: place.ownSchema }
  const file = path.join(folder, 'automation.config.yaml')
  writeFileSync(file, JSON.stringify({ school: { name: 'Test' }, database }))
  return file
}

/** The program as people start it. */
function program(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const started = spawn(process.execPath, ['bin/pars-auto.js', ...args])
  const said = { code: null as number | null, out: '', err: '' }
  started.stdout.on('data', (data) => (said.out += data))
  started.stderr.on('data', (data) => (said.err += data))
  return new Promise((resolve) => started.on('close', (code) => resolve({ ...said, code })))
}

const opened = async (place: DatabasePlace): Promise<Database> => {
  const db = await openDatabase(place, {})
  onTestFinished(() => db.close())
  return db
}

describe.each(kinds)('the tables of the program, in %s', (_kind, empty) => {
  test('are made once, however often they are asked for', async () => {
    const db = await opened(await empty())
    expect(await version(db)).toBe(0)
    expect((await migrate(db)).map((step) => step.version)).toEqual(migrations.map((step) => step.version))
    expect(await migrate(db)).toEqual([])
    expect(await isMigrated(db)).toBe(true)
  })

  test('are made once by three processes at once', async () => {
    const place = await empty()
    const config = configFor(place)
    const said = await Promise.all([1, 2, 3].map(() => program('db', 'migrate', '--config', config)))
    expect(said.map(({ code, err }) => ({ code, err }))).toEqual(said.map(() => ({ code: 0, err: '' })))
    expect(said.flatMap(({ out }) => out.match(/Step 1 done/g) ?? [])).toHaveLength(1)
    const db = await opened(place)
    const rows = await db.all(db.sql(own('migration')).orderBy('version').select('version'))
    expect(rows).toEqual(migrations.map((step) => ({ version: step.version })))
  })

  test('are taken back a step at a time, and brought up again from there', async () => {
    const db = await opened(await empty())
    await migrate(db)
    for (let to = LAST - 1; to >= 0; to -= 1) {
      expect((await takeBack(db, to)).map((step) => step.version)).toEqual([to + 1])
      expect(await version(db)).toBe(to)
      expect(await takeBack(db, to)).toEqual([])
      expect((await migrate(db)).map((step) => step.version)).toEqual(
        migrations.slice(to).map((step) => step.version),
      )
      await takeBack(db, to)
    }
  })

  test('that were taken away altogether leave nothing behind', async () => {
    const db = await opened(await empty())
    await migrate(db)
    await takeBack(db, 0)
    const left =
      db.dialect === 'sqlite'
        ? db.sql('sqlite_schema').where('name', 'like', 'auto_%')
        : db.sql('sys.schemas').where({ name: db.nameOf(own('run')).split('.')[0] })
    expect(await db.all(left.select('name'))).toEqual([])
  })
})

describe.skipIf(!SERVER)('the T-SQL for a DBA', () => {
  test('makes what the program would make, and can be run again', async () => {
    const place = await passingPlace()
    const db = await opened(place)
    await inBatches(place, upScript(place))
    expect(await isMigrated(db)).toBe(true)
    expect(await migrate(db)).toEqual([])
    await inBatches(place, upScript(place))
    const rows = await db.all(db.sql(own('migration')).orderBy('version').select('version', 'name'))
    expect(rows).toEqual(migrations.map((step) => ({ version: step.version, name: step.name })))
  })

  test('goes on from the step that is there', async () => {
    const place = await passingPlace()
    const db = await opened(place)
    await migrate(db)
    await takeBack(db, 2)
    await inBatches(place, upScript(place))
    expect(await isMigrated(db)).toBe(true)
  })

  test('takes back what the program would take back', async () => {
    const place = await passingPlace()
    const db = await opened(place)
    await migrate(db)
    await inBatches(place, downScript(place, 2))
    expect(await version(db)).toBe(2)
    await inBatches(place, downScript(place, 0))
    expect(await version(db)).toBe(0)
  })
})

test('the T-SQL keeps numbers of scans apart that differ in capitals only, whatever the collation of the database', () => {
  const script = upScript({ database: 'SIMS', schema: 'school', ownSchema: 'pars_auto' })
  const [table] = /CREATE TABLE \[pars_auto\]\.\[auto_scan_outcome\] .*?\n {2,}\)/s.exec(script)!
  expect(table).toContain('[device] varchar(40) COLLATE Latin1_General_BIN2 NOT NULL')
  expect(table).toContain('[event_id] varchar(64) COLLATE Latin1_General_BIN2 NOT NULL')
})
