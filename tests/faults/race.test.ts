import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TestSchool } from '../school.ts'

const RUNNER = path.join(import.meta.dirname, '../../dist/faults/runner.cjs')

/** The full size is `npm run faults`. */
const SLOTS = Number(process.env.PARS_FAULTS_SLOTS ?? 30)
const MINUTES = 60_000
/** The jobs that every school has fall due as well when it gets late. */
const JOB = 'clear-expired-notices'

/** Two hosts that tick without an end, each process with a connection of its own. */
function race(school: TestSchool): ChildProcess[] {
  const since = Date.now()
  return ['SRV1', 'SRV2'].map((host) => {
    const orders = { file: school.file, base: school.now, since, speed: 400, host }
    const child = spawn(process.execPath, [RUNNER, JSON.stringify(orders)], { stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  })
}

test(
  `two processes that race for ${SLOTS} slots get each of them once between them`,
  async () => {
    const school = await TestSchool.open(`  ${JOB}: { every: 1m, missed: all, within: 7d }`)
    await school.tick()
    const children = race(school)
    const decided = async () => (await school.rows('auto_slot', { job: JOB, state: 'done' })).length
    await expect.poll(decided, { timeout: 60 * MINUTES, interval: 500 }).toBeGreaterThanOrEqual(SLOTS)
    for (const child of children) child.kill('SIGKILL')
    const done = new Set(
      (await school.slots(JOB)).filter(({ state }) => state === 'done').map(({ slot }) => slot),
    )
    const succeeded = (await school.runs(JOB))
      .filter(({ state, slot }) => state === 'succeeded' && done.has(slot!))
      .map(({ slot }) => slot)
    expect(succeeded.sort()).toEqual([...done].sort())
    const hosts = new Set((await school.runs()).map(({ host }) => host))
    expect(hosts).toEqual(new Set([...hosts, 'SRV1', 'SRV2']))
  },
  90 * MINUTES,
)
