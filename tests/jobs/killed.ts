import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { type JobName, jobs } from '../../src/jobs/index.ts'
import { arrangedFor } from './arranged.ts'
import { contents } from './contents.ts'

/** Of the statements, before each so many-eth one is killed, and before the last; in the full form before every one. */
const STEP = Number(process.env.PARS_FAULTS_STATEMENTS ?? 2)

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

/** Kills every second job before its statements. In two files, they are killed side by side. */
export function killed(half: 0 | 1): void {
  const names = (Object.keys(jobs) as JobName[]).filter((_, at) => at % 2 === half)
  describe.each(names)('%s', (name) => killedEverywhere(name))
}

/** @param simsApart whether SIMS is in a database of its own: a kill comes before each statement of either */
export function killedEverywhere(name: JobName, options: { simsApart?: boolean } = {}): void {
  const { open, run } = arrangedFor(name, options)
  test('killed before its statements and run again, it ends in the same state, done once', async () => {
    const arranged = await open()
    const whole = await arranged.copy()
    expect(await contents(whole)).toEqual(await contents(arranged))
    const log: string[] = []
    whole.world = { onStatement: (sql) => log.push(sql) }
    await run(whole)
    const start = log.findIndex((sql) => sql.includes(whole.statement('insert into', own('lease')))) + 1
    expect(start).toBeGreaterThan(1)
    // What sends comes behind it: a text that it was killed over may be in doubt, which is for tests/faults.
    const sends = log.findIndex((sql, at) => at > start && sql.includes(own('outbox_channel')))
    const last = sends < 0 ? log.length : sends
    // What it puts on its way, ticks send.
    await whole.tick()
    const wanted = await contents(whole)
    // How a run begins is the same for all jobs: one is killed from its very first statement on.
    const first = name === 'refresh-all-years' ? 1 : start
    for (
      let killAt = first;
      killAt <= last;
      killAt = killAt < last ? Math.min(killAt + STEP, last) : last + 1
    ) {
      const school = await arranged.copy()
      const orders = { args: [name, '--config', school.file], cwd: school.folder, now: school.now, killAt }
      const killed = spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)])
      expect(killed.signal).toBe('SIGKILL')
      // A tick finds the dead run; then the job can run again.
      await school.tick()
      await run(school)
      expect(await contents(school)).toEqual(wanted)
      const states = (await school.runs(name)).map(({ state }) => state)
      expect(states.at(-1)).toBe('succeeded')
      expect(states.slice(0, -1).every((state) => state === 'abandoned' || state === 'succeeded')).toBe(true)
    }
  }, 900_000)
}
