import { existsSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import path from 'node:path'
import Libsql from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { embeddedOnly } from '../database.ts'
import { onServer, silentServer } from './silent-server.ts'
import { BUSY, QUIET, Trust } from './trust.ts'

embeddedOnly('these schools are processes of their own')

/** The runs of a school, as another program sees them. */
function runsOf(trust: Trust, name: string): string[] {
  const db = new Libsql(trust.databaseOf(name))
  const rows = db.prepare(`SELECT state FROM ${own('run')} ORDER BY id`).all() as { state: string }[]
  db.close()
  return rows.map(({ state }) => state)
}

/** With a school whose server takes the call and never answers. */
async function withHanging(): Promise<{ trust: Trust; callers: Socket[]; called: Promise<unknown> }> {
  const trust = await Trust.open({ ashton: BUSY, briar: BUSY })
  const { port, callers, called } = await silentServer()
  writeFileSync(path.join(trust.folder, 'secrets.env'), 'PASSWORD_OF_HANGING=secret-of-hanging\n')
  trust.write('aaa-hanging', onServer(port, BUSY))
  return { trust, callers, called }
}

describe('one tick of many schools', () => {
  test('runs what is due at each, and says at which; the next one says nothing', async () => {
    const trust = await Trust.open({ ashton: BUSY, briar: BUSY, cedar: QUIET })
    const { code, out, err } = await trust.runDue().ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const name of ['ashton', 'briar']) {
      expect(out).toMatch(new RegExp(`^${name}: .*clear-expired-notices`, 'im'))
      expect(runsOf(trust, name)).toEqual(['succeeded'])
    }
    expect(runsOf(trust, 'cedar')).not.toContain('failed')
    expect(trust.left('cedar', 'note')).toBeDefined()
    expect(trust.left('ashton', 'turn')).toBeUndefined()
  })

  test('two at once run everything once', async () => {
    const trust = await Trust.open({ ashton: BUSY, briar: BUSY })
    const both = await Promise.all([trust.runDue().ended, trust.runDue().ended])
    expect(both.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ])
    const minutes = 2
    for (const name of ['ashton', 'briar']) {
      const runs = runsOf(trust, name)
      expect(runs.every((state) => state === 'succeeded')).toBe(true)
      expect(runs.length).toBeGreaterThan(0)
      expect(runs.length).toBeLessThanOrEqual(minutes)
    }
  })

  test('where no file matches, that is an error', async () => {
    const trust = await Trust.open({})
    const { code, out, err } = await trust.runDue().ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`No file matches ${trust.pattern}`)
  })

  test('a pattern without a match does not stop the schools of another', async () => {
    const trust = await Trust.open({ cedar: QUIET })
    const { code, err } = await trust.start([
      'run-due',
      ...['--config', 'gone/*.yaml', '--config', 'schools/*.yaml'],
    ]).ended
    expect({ code, err }).toEqual({ code: 2, err: 'No file matches gone/*.yaml.\n' })
    expect(trust.left('cedar', 'note')).toBeDefined()
  })
})

describe('what happens at one school touches no other', () => {
  test('a broken config, a missing database and a database that is held by somebody', async () => {
    const trust = await Trust.open({ ashton: BUSY, broken: BUSY, gone: BUSY, held: BUSY })
    trust.write('broken', 'school: { name: Broken }\njobs: [\n')
    rmSync(trust.databaseOf('gone'))
    const holder = new Libsql(trust.databaseOf('held'))
    holder.exec('BEGIN IMMEDIATE')
    onTestFinished(() => {
      holder.close()
    })
    const { code, out, err } = await trust.runDue().ended
    expect(code).toBe(3)
    expect(err).toMatch(/^broken: schools.broken\.yaml:2:7: error/m)
    expect(err).toMatch(/^gone: There is no database/m)
    expect(err).not.toMatch(/^(ashton|held):/m)
    expect(out).toMatch(/^ashton: /m)
    expect(runsOf(trust, 'ashton')).toEqual(['succeeded'])
  })

  test('a server that never answers: the others are done before it gives up', async () => {
    const { trust, callers, called } = await withHanging()
    const tick = trust.runDue()
    await called
    await tick.says(/^ashton: /m, /^briar: /m)
    expect(trust.left('aaa-hanging', 'turn')).toMatchObject({ isStarted: true })
    for (const caller of callers) caller.destroy()
    const { code, err } = await tick.ended
    expect(code).toBe(6)
    expect(err).toMatch(/^aaa-hanging: /m)
    expect(err).not.toContain('secret-of-hanging')
  })

  test('a process that is killed is said by name, and the others end as usual', async () => {
    const { trust, called } = await withHanging()
    const tick = trust.runDue()
    await called
    process.kill(trust.left('aaa-hanging', 'turn')!.pid as number, 'SIGKILL')
    const { code, err, out } = await tick.ended
    expect({ code, err }).toEqual({
      code: 1,
      err: 'aaa-hanging: its process was ended by SIGKILL. What it had begun is undone; the next tick carries on.\n',
    })
    expect(out).toMatch(/^ashton: /m)
    expect(out).toMatch(/^briar: /m)
    expect(trust.left('aaa-hanging', 'turn')).toBeUndefined()
  })

  test('while one is at work on a school, the next tick leaves it that school and does the others', async () => {
    const { trust, callers, called } = await withHanging()
    const first = trust.runDue()
    await called
    await first.says(/^ashton: /m, /^briar: /m)
    const { err, code } = await trust.runDue().ended
    expect({ err, code }).toEqual({ err: '', code: 0 })
    expect(callers.length).toBe(1)
    callers[0]!.destroy()
    await first.ended
  })
})

test('nothing but the light program is loaded while nothing is due', async () => {
  const trust = await Trust.open({ cedar: QUIET, dunmore: QUIET })
  await trust.runDue().ended
  const watch = path.join(trust.folder, 'watch.cjs')
  writeFileSync(
    watch,
    `const fs = require('node:fs'), read = fs.readFileSync
     fs.readFileSync = (file, ...rest) => { if (String(file).endsWith('.cjs')) console.log(require('node:path').basename(String(file))); return read(file, ...rest) }
     const { spawn } = require('node:child_process'); require('node:child_process').spawn = (...all) => { console.log('a process'); return spawn(...all) }`,
  )
  const { out } = await trust.runDue(['-r', watch]).ended
  expect(out).toContain('look.cjs')
  expect(out).not.toMatch(/pars-auto\.cjs|core\.cjs|a process/)
  expect(existsSync(trust.fileOf('cedar'))).toBe(true)
})

test.skipIf(process.platform !== 'linux')('databases that were looked at are not all kept open', async () => {
  const scans = "  pupil-scan: { registers: [{ part: AM, opens: '07:30', starts: '08:40' }] }"
  const names = ['ashton', 'briar', 'cedar', 'dunmore', 'elm', 'fairfield', 'greenhill', 'heath']
  const trust = await Trust.open(Object.fromEntries(names.map((name) => [name, scans])))
  await trust.tickAt('2026-11-23T09:00:00Z')
  for (const name of names) expect(trust.left(name, 'note')).toHaveProperty('look')
  const watch = path.join(trust.folder, 'watch.cjs')
  writeFileSync(
    watch,
    `const fs = require('node:fs')
     process.once('exit', () => {
       const open = fs.readdirSync('/proc/self/fd').map((one) => { try { return fs.readlinkSync('/proc/self/fd/' + one) } catch { return '' } })
       console.log('open:', open.filter((one) => one.endsWith('.db')).length)
     })`,
  )
  trust.now = '2026-11-23T09:01:00Z'
  const { out } = await trust.runDue(['-r', watch]).ended
  expect(Number(/^open: (\d+)$/m.exec(out)?.[1])).toBeLessThan(5)
})
