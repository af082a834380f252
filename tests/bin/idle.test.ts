import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { idle } from '../idle.ts'
import { at, TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'

/** A school whose note was just written at noon; the next slot is at 13:00. */
async function noted(rest = '', env: NodeJS.ProcessEnv = {}) {
  const school = await TestSchool.open(`  ${JOB}: { at: '13:00' }`, { rest })
  school.world = { env }
  if (rest.includes('.env'))
    writeFileSync(path.join(school.folder, '.env'), 'ALERT_URL=http://127.0.0.1:9/\n')
  await school.tick()
  return {
    school,
    file: noteFile(school.file),
    isIdle: (time: string) => idle(['run-due', '--config', school.file], at(`2026-11-23 ${time}`)),
  }
}

function edit(file: string, change: (note: Record<string, unknown>) => void) {
  const { mtimeMs } = statSync(file)
  const note = JSON.parse(readFileSync(file, 'utf8'))
  change(note)
  writeFileSync(file, JSON.stringify(note))
  utimesSync(file, mtimeMs / 1000, mtimeMs / 1000)
}

describe('while nothing is due', () => {
  test('a tick reads the note, touches it and leaves', async () => {
    const { isIdle, file } = await noted()
    expect(isIdle('12:01')).toBe(true)
    expect(statSync(file).mtimeMs).toBe(at('2026-11-23 12:01'))
  })

  test('the program in its own process loads nothing: it works without the bundle', async () => {
    const { school, file } = await noted()
    const now = Date.now()
    edit(file, (note) => Object.assign(note, { written: now, next: now + 3_600_000 }))
    utimesSync(file, now / 1000, now / 1000)
    const bin = path.join(import.meta.dirname, '../../bin/pars-auto.js')
    const watched = spawnSync(process.execPath, [
      '-e',
      `
      process.argv = ['node', ${JSON.stringify(bin)}, 'run-due', '--config', ${JSON.stringify(school.file)}]
      require(${JSON.stringify(bin)})
      setImmediate(() => console.log(Object.keys(require.cache).map((file) => require('path').basename(file)).join(' ')))
    `,
    ])
    expect(watched.stdout.toString().trim()).toBe('pars-auto.js idle.js package.json')
  })
})

describe('the note is not believed', () => {
  test('once the next slot has come', async () => {
    const { isIdle, file } = await noted()
    edit(file, (note) => Object.assign(note, { next: at('2026-11-23 12:02') }))
    expect(isIdle('12:01')).toBe(true)
    expect(isIdle('12:02')).toBe(false)
  })

  test('by the host’s clock: the database’s decides', async () => {
    const { isIdle, file } = await noted()
    edit(file, (note) => Object.assign(note, { next: at('2026-11-23 12:02'), offset: 60_000 }))
    expect(isIdle('12:01')).toBe(false)
  })

  test('when it is five minutes old', async () => {
    const { isIdle } = await noted()
    for (const minute of ['12:01', '12:02', '12:03', '12:04']) expect(isIdle(minute)).toBe(true)
    expect(isIdle('12:05')).toBe(false)
  })

  test('after a silence of more than 150 s, which the next tick records as the host having been off', async () => {
    const { school, isIdle } = await noted()
    expect(isIdle('12:02:31')).toBe(false)
    await school.tick('2026-11-23 12:02:31')
    expect((await school.run('history')).out).toMatch(
      /host-off .*did not look between 2026-11-23 12:00 and 2026-11-23 12:02/,
    )
  })

  test('when it is dated ahead', async () => {
    const { isIdle } = await noted()
    expect(isIdle('11:58')).toBe(false)
  })

  test('when it is half-written, or gone', async () => {
    const { isIdle, file } = await noted()
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40))
    expect(isIdle('12:01')).toBe(false)
    rmSync(file)
    expect(isIdle('12:01')).toBe(false)
  })

  test('when another version wrote it', async () => {
    const { isIdle, file } = await noted()
    edit(file, (note) => Object.assign(note, { version: '0.0.0' }))
    expect(isIdle('12:01')).toBe(false)
  })

  test('when the config changed', async () => {
    const { school, isIdle } = await noted()
    school.configure(`  ${JOB}: { at: '12:30' }`)
    expect(isIdle('12:01')).toBe(false)
  })

  test('when the env file changed, appeared or went away', async () => {
    const { school, isIdle } = await noted(
      'envFile: .env\nalerts:\n  webhook: ${ALERT_URL}\n  digest: never\n',
    )
    expect(isIdle('12:01')).toBe(true)
    const env = path.join(school.folder, '.env')
    writeFileSync(env, 'ALERT_URL=http://127.0.0.1:9/other\n')
    expect(isIdle('12:02')).toBe(false)
    rmSync(env)
    expect(isIdle('12:02')).toBe(false)
  })

  test('for any other command line', async () => {
    const { school } = await noted()
    const now = at('2026-11-23 12:01')
    expect(idle(['list', '--config', school.file], now)).toBe(false)
    expect(idle(['run-due', '--config', school.file, '--help'], now)).toBe(false)
  })
})

test('a folder that cannot be written to costs speed only', async () => {
  const { school, file } = await noted()
  rmSync(path.dirname(file), { recursive: true })
  writeFileSync(path.dirname(file), 'in the way')
  expect((await school.tick('2026-11-23 13:00')).code).toBe(0)
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T13:00 done'])
  expect(existsSync(file)).toBe(false)
})
