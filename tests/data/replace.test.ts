import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { markAsDemo } from '../../src/demo/mark.ts'
import { embeddedOnly } from '../database.ts'
import { TestSchool } from '../school.ts'
import { db, folderOf } from './folder.ts'

embeddedOnly('files are not loaded into a server')

const PUPILS = 'id,admission_number,surname,forename,date_of_birth\n'
const ADA = '1,001234,Lovelace,Ada,2012-05-01\n'
let school: TestSchool

beforeEach(async () => {
  school = await TestSchool.open('')
})

const load = (files: Record<string, string | Buffer>, ...flags: string[]) =>
  db(school, 'load', folderOf(school, files), '--replace', ...flags)
const pupils = () => school.rows('pupil')

describe('db load and the database that is there', () => {
  test('a real one is replaced only when told to; a dry run changes nothing', async () => {
    await school.pupil('Ben')
    const folder = folderOf(school, { 'pupil.csv': PUPILS + ADA })
    expect(await db(school, 'load', folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--replace'),
    })
    expect((await db(school, 'load', folder, '--dry-run')).out).toContain(
      'Nothing is wrong. Nothing was loaded',
    )
    expect(await pupils()).toMatchObject([{ forename: 'Ben' }])
    expect((await load({})).code).toBe(0)
    expect((await load({})).code).toBe(0)
    expect(await pupils()).toMatchObject([{ forename: 'Ada' }])
  })

  test('where none is, one is made, readable by its owner only', async () => {
    rmSync(path.join(school.folder, 'school.db'))
    expect((await db(school, 'load', folderOf(school, { 'pupil.csv': PUPILS + ADA }))).code).toBe(0)
    if (process.platform !== 'win32')
      expect(statSync(path.join(school.folder, 'school.db')).mode & 0o777).toBe(0o600)
  })

  test('while another program only has it open, it is filled all the same', async () => {
    await school.pupil('Ben')
    await school.with(async (other) => {
      await other.first(other.sql('pupil'))
      expect((await load({ 'pupil.csv': PUPILS + ADA })).code).toBe(0)
      expect(await other.first(other.sql('pupil').select('forename'))).toEqual({ forename: 'Ada' })
    })
  })

  test('while another program writes to it, it waits and then leaves it alone', async () => {
    await school.pupil('Ben')
    await school.with((other) =>
      other.transaction(async () => {
        expect(await load({ 'pupil.csv': PUPILS + ADA })).toMatchObject({
          code: 1,
          err: expect.stringContaining('Nothing was changed'),
        })
      }),
    )
    expect(await pupils()).toMatchObject([{ forename: 'Ben' }])
  }, 20_000)

  test('while a job runs, it leaves it alone', async () => {
    await school.pupil('Ben')
    await school.run('list')
    await school.add('auto_lease', {
      job: 'refresh-all-years',
      token: 'x',
      run_id: 1,
      host: 'elsewhere',
      boot: '',
      pid: 1,
      expires_at: '2020-01-01T00:00:00.000Z',
    })
    expect(await load({ 'pupil.csv': PUPILS + ADA })).toMatchObject({
      code: 5,
      err: expect.stringContaining('refresh-all-years is running'),
    })
    expect(await pupils()).toMatchObject([{ forename: 'Ben' }])
  })

  test('the history of runs stays; what the jobs remember of rows by their numbers is forgotten', async () => {
    await school.pupil('Ben')
    await school.run('refresh-all-years')
    await school.add('auto_mirrored_incident', { incident_id: 1, version: '2026-01-01T00:00:00.000Z' })
    const { out } = await load({ 'pupil.csv': PUPILS + ADA })
    expect(out).toContain('The history of runs stays')
    expect(await school.runs()).toHaveLength(1)
    expect(await school.rows('auto_mirrored_incident')).toEqual([])
  })

  test('what the demo made goes without asking, and what was loaded over it no longer does', async () => {
    await school.with((db) => markAsDemo(db, 1, 1))
    const folder = folderOf(school, { 'pupil.csv': PUPILS + ADA })
    expect((await db(school, 'load', folder)).code).toBe(0)
    expect((await db(school, 'load', folder)).code).toBe(2)
    if (process.platform !== 'win32')
      expect(statSync(path.join(school.folder, 'school.db')).mode & 0o777).toBe(0o600)
  })

  test('the next tick does not take the new one for a restored backup', async () => {
    await school.pupil('Ben')
    await school.run('refresh-all-years')
    await school.tick()
    expect(existsSync(noteFile(school.file))).toBe(true)
    await load({ 'pupil.csv': PUPILS + ADA })
    school.now += 60_000
    await school.tick()
    expect(await school.alerts()).toEqual([])
    expect(await school.rows('auto_caution')).toEqual([])
  })

  test('nor one that takes the place of a database that was removed', async () => {
    await school.pupil('Ben')
    await school.run('refresh-all-years')
    await school.tick()
    rmSync(path.join(school.folder, 'school.db'))
    await load({ 'pupil.csv': PUPILS + ADA })
    school.now += 60_000
    await school.tick()
    expect(await school.rows('auto_caution')).toEqual([])
  })

  test('stopped in the middle, it changes nothing', async () => {
    await school.pupil('Ben')
    const stop = new AbortController()
    school.world = {
      stop: stop.signal,
      onStatement: (sql) => sql.startsWith('INSERT INTO "pupil"') && stop.abort('SIGINT'),
    }
    expect(await load({ 'pupil.csv': PUPILS + ADA })).toMatchObject({
      code: 130,
      err: 'Stopped. Nothing was changed.\n',
    })
    expect(await pupils()).toMatchObject([{ forename: 'Ben' }])
  })

  test('killed before any statement of the replacement, the old one is whole', async () => {
    await school.pupil('Ben')
    await school.run('list')
    const folder = folderOf(school, { 'pupil.csv': PUPILS + ADA })
    const statements = await statementsOf(school, folder)
    await school.with(async (db) => {
      await db.run(db.sql('pupil').update({ forename: 'Ben' }))
      await db.insert('auto_mirror_problem', {
        incident_id: 1,
        reason: 'x',
        since: '2026-01-01T00:00:00.000Z',
      })
    })
    const begin = statements.indexOf('BEGIN IMMEDIATE')
    for (const at of spread(begin + 1, statements.length)) {
      await killedLoad(school, folder, at)
      expect(await pupils(), statements[at - 1]).toMatchObject([{ forename: 'Ben' }])
      expect(await school.rows('auto_mirror_problem')).toHaveLength(1)
      expect(await integrity()).toBe('ok')
    }
    await killedLoad(school, folder, undefined, { after: 'auto_demo', at: 'COMMIT' })
    expect(await pupils()).toMatchObject([{ forename: 'Ada' }])
    expect(await school.rows('auto_mirror_problem')).toEqual([])
  }, 120_000)

  test('killed while it makes the first one, it leaves nothing that counts as a school', async () => {
    const file = path.join(school.folder, 'school.db')
    rmSync(file)
    const folder = folderOf(school, { 'pupil.csv': PUPILS + ADA })
    const statements = await statementsOf(school, folder)
    rmSync(file)
    for (const at of [1, statements.length - 9, statements.length]) {
      await killedLoad(school, folder, at)
      expect(await school.run('list')).toMatchObject({ code: 6, err: expect.stringContaining('is empty') })
    }
    expect((await db(school, 'load', folder)).code).toBe(0)
    expect(await pupils()).toMatchObject([{ forename: 'Ada' }])
  }, 60_000)

  test('a first load that fails leaves no database', async () => {
    const file = path.join(school.folder, 'school.db')
    rmSync(file)
    expect((await db(school, 'load', folderOf(school, { 'pupil.csv': `${PUPILS}x\n` }))).code).toBe(2)
    expect(existsSync(file)).toBe(false)
  })
})

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

/** Dies before the n-th statement, or in the moment after one that it says. */
function killedLoad(
  { file, folder: cwd, now }: TestSchool,
  folder: string,
  killAt?: number,
  killAfter?: { after: string; at: string },
  statements?: string,
): Promise<void> {
  const args = ['db', 'load', '--config', file, '--replace', folder]
  const orders = { args, cwd, now, killAt, killAfter, statements }
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(orders)], { stdio: 'ignore' })
  return new Promise((done) => child.once('exit', () => done()))
}

/** Every statement of an undisturbed load. */
async function statementsOf(school: TestSchool, folder: string): Promise<string[]> {
  const file = path.join(school.folder, 'statements.txt')
  await killedLoad(school, folder, undefined, undefined, file)
  return readFileSync(file, 'utf8').trimEnd().split('\n')
}

/** Numbers from first to last, both among them: all with PARS_FAULTS_KILLS, else a dozen. */
function spread(first: number, last: number): number[] {
  const count = Math.min(last - first, Number(process.env.PARS_FAULTS_KILLS ?? 11))
  return Array.from({ length: count + 1 }, (_, n) => first + Math.round((n * (last - first)) / count))
}

async function integrity(): Promise<string | undefined> {
  const check = await school.with((db) =>
    db.first<{ integrity_check: string }>(db.sql.raw('PRAGMA integrity_check')),
  )
  return check?.integrity_check
}
