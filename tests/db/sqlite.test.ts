import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { DatabaseUnreachable } from '../../src/db/database.ts'
import { migrations, own } from '../../src/db/migrations/index.ts'
import { createSqlite, openSqlite, type SqliteDatabase } from '../../src/db/sqlite.ts'
import { TestSchool } from '../school.ts'

const options = { clock: () => 0 }
let file: string
let db: SqliteDatabase

beforeEach(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-db-'))
  file = path.join(folder, 'school.db')
  db = createSqlite(file, options)
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await db.run(db.sql.raw('CREATE TABLE pupil (id INTEGER PRIMARY KEY, name TEXT)'))
})

const names = async () =>
  (await db.all<{ name: string }>(db.sql('pupil').orderBy('id'))).map(({ name }) => name)

describe('a transaction', () => {
  test('is kept when it returns and undone when it throws', async () => {
    await db.transaction(async (session) => session.insert('pupil', { name: 'Ada' }))
    const failing = db.transaction(async (session) => {
      await session.insert('pupil', { name: 'Ben' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await names()).toEqual(['Ada'])
  })

  test('refuses a statement beside it: it would silently become part of it', async () => {
    const leaking = db.transaction(async () => db.insert('pupil', { name: 'Ada' }))
    await expect(leaking).rejects.toThrow('beside the open transaction')
    expect(await names()).toEqual([])
  })

  test('a snapshot keeps nothing that was written in it', async () => {
    await db.snapshot(async (session) => session.insert('pupil', { name: 'Ada' }))
    expect(await names()).toEqual([])
  })

  test('a snapshot ends also where somebody stopped in the middle of rows that were staged', async () => {
    const many = Array.from({ length: 300 }, (_, at) => [`Ada ${at}`])
    await db.bulkInsert('pupil', ['name'], many)
    const first = await db.snapshot(async (session) => {
      const staged = await session.stage(session.sql('pupil').select('name'))
      for await (const { name } of session.each<{ name: string }>(session.sql(staged))) return name
    })
    expect(first).toBe('Ada 0')
    await db.insert('pupil', { name: 'Ben' })
    expect(await names()).toHaveLength(301)
  })

  test('a snapshot sees one picture, whatever others commit meanwhile', async () => {
    const other = openSqlite(file, options)
    const counted = await db.snapshot(async (session) => {
      const count = async () => (await session.all(session.sql('pupil'))).length
      const before = await count()
      await other.insert('pupil', { name: 'Ada' })
      return [before, await count()]
    })
    other.close()
    expect(counted).toEqual([0, 0])
    expect(await names()).toEqual(['Ada'])
  })
})

describe('values', () => {
  test('come back as they went in', async () => {
    const strange = ["O'Brien", 'Zoë 🎻', 'Ŵyn', 'a\nb', '', '${x} ? :y', 'عمر']
    for (const name of strange) await db.insert('pupil', { name })
    expect(await names()).toEqual(strange)
    await db.run(db.sql('pupil').delete())
    await db.bulkInsert(
      'pupil',
      ['name'],
      strange.map((name) => [name]),
    )
    expect(await names()).toEqual(strange)
  })

  test('a parameter without a value is refused instead of becoming null', async () => {
    await expect(db.all(db.sql.raw('SELECT ?', [undefined as never]))).rejects.toThrow()
  })

  test('bulkInsert takes more rows than a statement takes parameters, and none at all', async () => {
    const rows = Array.from({ length: 12_345 }, (_, n) => [n + 1, n % 2 ? null : `Pupil ${n}`])
    expect(await db.bulkInsert('pupil', ['id', 'name'], rows)).toBe(12_345)
    expect(await db.bulkInsert('pupil', ['id', 'name'], [])).toBe(0)
    expect((await names()).length).toBe(12_345)
  })

  test('an affected-row count is the number of rows', async () => {
    await db.bulkInsert('pupil', ['name'], [['Ada'], ['Ben'], ['Cleo']])
    expect(await db.run(db.sql('pupil').where('name', '<', 'C').delete())).toBe(2)
    expect(await db.run(db.sql('pupil').where({ name: 'nobody' }).update({ name: 'x' }))).toBe(0)
  })
})

describe('what is no database', () => {
  test.each([
    ['a file that is not there', () => rmSync(file)],
    ['a text file', () => writeFileSync(file, 'not a database, but long enough to look at '.repeat(50))],
  ])('%s is unreachable, and is not touched', (_what, make) => {
    db.close()
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
    make()
    const before = readdirSync(path.dirname(file)).sort()
    expect(() => openSqlite(file, options)).toThrow(DatabaseUnreachable)
    expect(readdirSync(path.dirname(file)).sort()).toEqual(before)
    db = createSqlite(path.join(path.dirname(file), 'other.db'), options)
  })
})

test('migrations run once, also when many processes start on a new database', async () => {
  const school = await TestSchool.open('  refresh-all-years:')
  const script = path.join(import.meta.dirname, '../faults/process.cjs')
  const orders = { args: ['list', '--config', school.file], cwd: school.folder, now: school.now }
  const children = Array.from({ length: 6 }, () => spawn(process.execPath, [script, JSON.stringify(orders)]))
  const codes = await Promise.all(
    children.map((child) => new Promise((resolve) => child.once('exit', resolve))),
  )
  expect(codes).toEqual(Array(6).fill(0))
  expect(await school.rows(own('migration'))).toMatchObject(
    migrations.map(({ version, name }) => ({ version, name })),
  )
})

test('nothing outside db/ uses what knex silently drops or translates differently', () => {
  const src = path.join(import.meta.dirname, '../../src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('db'),
  )
  expect(files.length).toBeGreaterThan(50)
  const bad =
    /\.(onConflict|returning|skipLocked|forUpdate)\(|\.limit\([^)]*\)[\s\S]{0,40}\.(delete|update)\(/
  expect(files.filter((name) => bad.test(readFileSync(path.join(src, name), 'utf8')))).toEqual([])
})

test('nothing needs a compiler or an install script', () => {
  const root = path.join(import.meta.dirname, '../..')
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  const scripted = Object.entries<{ hasInstallScript?: boolean; optional?: boolean }>(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript && !entry.optional)
    .map(([name]) => name)
  expect(scripted).toEqual([])
  expect(spawnSync(process.execPath, ['-e', "require('libsql')"], { cwd: root }).status).toBe(0)
})
