import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'
const BIN = path.join(import.meta.dirname, '../../bin/pars-auto.js')
const hasFaketime = spawnSync('faketime', ['--version']).status === 0

/** The program itself, untouched, on a machine whose clock says what we like (Debian's package faketime). */
function tickAt(school: TestSchool, utc: string): void {
  const { status, stderr } = spawnSync(
    'faketime',
    ['-f', `@${utc}`, process.execPath, BIN, 'run-due', '--config', school.file],
    // The host is in yet another zone.
    { env: { ...process.env, TZ: 'Asia/Tokyo', FAKETIME_FMT: '%Y-%m-%d %H:%M:%S' }, encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
}

/** The same moment as a clock in Tokyo shows it: faketime reads times in the zone of the process. */
function tokyo(utc: string): string {
  return new Date(Date.parse(`${utc.replace(' ', 'T')}Z`) + 9 * 3_600_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
}

test.skipIf(!hasFaketime)(
  'with the machine’s own clock in the night of 25 October 2026, 01:30 runs once (needs faketime)',
  async ({ skip }) => {
    skip(SERVER !== undefined, 'only of an embedded database: a server has a clock of its own')
    const school = await TestSchool.open(`  ${JOB}: { at: '01:30' }\n  quarter: { job: ${JOB}, every: 30m }`)
    // 00:29 UTC is 01:29 on the first pass; 01:30 UTC is 01:30 again.
    for (const time of ['00:29:58', '00:30:02', '00:31:01', '01:00:00', '01:30:00', '01:31:00', '02:00:05']) {
      tickAt(school, tokyo(`2026-10-25 ${time}`))
    }
    expect(await school.slotStates(JOB)).toEqual(['2026-10-25T01:30 done'])
    expect((await school.runs(JOB)).map(({ started_at }) => started_at.slice(0, 16))).toEqual([
      '2026-10-25T00:30',
    ])
    expect(await school.slotStates('quarter')).toEqual([
      '2026-10-25T00:30Z done',
      '2026-10-25T01:00Z done',
      '2026-10-25T01:30Z done',
      '2026-10-25T02:00Z done',
    ])
  },
)
