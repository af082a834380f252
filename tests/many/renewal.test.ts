import { readFileSync } from 'node:fs'
import Libsql from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { embeddedOnly } from '../database.ts'
import { BUSY, QUIET, Trust } from './trust.ts'

embeddedOnly('these schools are processes of their own')

const MINUTE = 60_000
const NOON = Date.parse('2026-11-23T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString()

const written = (trust: Trust, name: string) => trust.left(name, 'note')!.written as number

const SHARED = 'tick-in-turn'
const ownOf = (trust: Trust, name: string) => `run-due --config ${trust.fileOf(name)}`

const names = ['ashton', 'briar', 'cedar', 'dunmore', 'elm', 'fairfield', 'greenhill']

/** As many schools as there are minutes between whole ticks, and one more: it has its minute with the first. */
async function seven(): Promise<Trust> {
  const trust = await Trust.open(Object.fromEntries(names.map((name) => [name, QUIET])))
  expect(await trust.tickAt(at(0))).toMatchObject({ code: 0, err: '' })
  return trust
}

/** Another program writes to the database of a school, and does not come to an end. */
function held(trust: Trust, name: string): { release: () => void } {
  const holder = new Libsql(trust.databaseOf(name))
  holder.exec('BEGIN IMMEDIATE')
  const release = () => {
    if (holder.open) holder.close()
  }
  onTestFinished(release)
  return { release }
}

describe('whole ticks of schools in which nothing is due', () => {
  test('are spread over the minutes, and those of a minute share a process', async () => {
    const trust = await seven()
    const renewed: string[][] = []
    for (let minute = 1; minute <= 7; minute += 1) {
      const before = names.map((name) => written(trust, name))
      expect(await trust.tickAt(at(minute))).toEqual({ code: 0, out: '', err: '' })
      renewed.push(names.filter((name, index) => written(trust, name) > before[index]!))
      expect(trust.processes()).toEqual([`run-due --config ${trust.pattern}`, SHARED])
    }
    expect(renewed).toEqual([
      ['briar'],
      ['cedar'],
      ['dunmore'],
      ['elm'],
      ['fairfield'],
      ['ashton', 'greenhill'],
      ['briar'],
    ])
  })

  test('come early, by the clock of the tick, and are whole all the same', async () => {
    const trust = await seven()
    const before = trust.left('briar', 'note')!
    await trust.tickAt(at(1))
    expect(trust.left('briar', 'note')).toMatchObject({ next: before.next, highestRun: before.highestRun })
    expect(written(trust, 'briar')).toBeGreaterThanOrEqual(NOON + MINUTE)
    expect(trust.left('briar', 'turn')).toBeUndefined()
  })

  test('one in which something is due has a process of its own', async () => {
    const trust = await Trust.open({ ashton: BUSY, briar: QUIET })
    await trust.tickAt(at(0))
    const { code, out } = await trust.tickAt(at(1))
    expect(code).toBe(0)
    expect(out).toMatch(/^ashton: Clear Expired Notices|^ashton: clear-expired-notices/m)
    expect(trust.processes().sort()).toEqual(
      [`run-due --config ${trust.pattern}`, ownOf(trust, 'ashton'), SHARED].sort(),
    )
  })

  test('so is what a job finds that runs all day; but not what else is due besides', async () => {
    const scans = "  pupil-scan: { registers: [{ part: AM, opens: '07:30', starts: '13:00' }] }"
    const trust = await Trust.open({ ashton: scans, briar: `${scans}\n${BUSY}`, cedar: scans })
    await trust.tickAt(at(0))
    expect(trust.left('ashton', 'note')).toHaveProperty('look')
    for (const name of ['ashton', 'briar']) {
      const db = new Libsql(trust.databaseOf(name))
      db.exec(
        `INSERT INTO scan (device, event_id, identity, at, kind) VALUES ('GATE', 'e1', 'nobody', '${at(0)}', 'session')`,
      )
      db.close()
    }
    expect((await trust.tickAt(at(1))).out).toContain('ashton: ')
    expect(trust.processes().sort()).toEqual(
      [`run-due --config ${trust.pattern}`, ownOf(trust, 'briar'), SHARED].sort(),
    )
  })

  test('after a longer silence each has a process of its own: much may be due', async () => {
    const trust = await seven()
    await trust.tickAt(at(4))
    expect(trust.processes()).toContain(ownOf(trust, 'ashton'))
    expect(trust.processes()).not.toContain(SHARED)
  })
})

describe('a school among those that share a process', () => {
  test('that hangs has it for itself, and the others go on in another one', async () => {
    const trust = await seven()
    for (const minute of [1, 2, 3, 4, 5]) await trust.tickAt(at(minute))
    held(trust, 'ashton')
    expect(await trust.tickAt(at(6))).toEqual({ code: 0, out: '', err: '' })
    expect(trust.processes().filter((one) => one === SHARED)).toHaveLength(2)
    const word = readFileSync(noteFile(trust.fileOf('ashton')).replace('.note.json', '.locked-out'), 'utf8')
    expect(written(trust, 'greenhill')).toBeGreaterThan(NOON + 6 * MINUTE)
    expect(written(trust, 'greenhill')).toBeLessThan(Number(word))
  })

  test('that takes it with it is said by name and has one of its own; the others go on in another one', async () => {
    const trust = await seven()
    for (const minute of [1, 2, 3, 4, 5]) await trust.tickAt(at(minute))
    const { release } = held(trust, 'ashton')
    const isAtIt = trust.isAt('ashton')
    const tick = trust.tickAt(at(6))
    const pid = await isAtIt
    release()
    process.kill(pid, 'SIGKILL')
    expect(await tick).toEqual({
      code: 0,
      out: '',
      err: 'ashton: the process that it shared with others was ended by SIGKILL. What it had begun is undone; it has one of its own now.\n',
    })
    expect(trust.processes()).toContain(ownOf(trust, 'ashton'))
    expect(trust.processes().filter((one) => one === SHARED)).toHaveLength(2)
    expect(written(trust, 'greenhill')).toBeGreaterThan(NOON + 6 * MINUTE)
    expect(written(trust, 'ashton')).toBeGreaterThan(NOON + 6 * MINUTE)
  })

  test('whose database is gone is said by name, and the others are looked at', async () => {
    const trust = await seven()
    for (const minute of [1, 2, 3, 4, 5]) await trust.tickAt(at(minute))
    trust.lose('ashton')
    const { code, err } = await trust.tickAt(at(6))
    expect(code).toBe(6)
    expect(err).toMatch(/^ashton: There is no database at .*ashton\.db/)
    expect(written(trust, 'greenhill')).toBeGreaterThan(NOON + 6 * MINUTE)
  })
})
