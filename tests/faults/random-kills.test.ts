import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

/** The full size is `npm run faults`; another seed with PARS_TEST_SEED. */
const KILLS = Number(process.env.PARS_FAULTS_KILLS ?? 25)
const SEED = Number(process.env.PARS_TEST_SEED ?? 20261123)
/** Between these a tick with one job claims it, runs it and records it: most kills should fall there. */
const CLAIM = 24
const DONE = 48
const JOB = 'clear-expired-notices'
const PROCESS = path.join(import.meta.dirname, 'process.cjs')

test(`${KILLS} ticks killed at random moments, two at a time: each slot's effect happens once (seed ${SEED})`, async () => {
  const school = await TestSchool.open(`  ${JOB}: { every: 1m, missed: all, hours: any }`)
  // Whatever a run removes is written down by the database itself: twice would show.
  await school.database.make('auto_removal', 'notice varchar(100)')
  await school.with((db) => db.run(db.sql.raw(triggerOf(school))))
  await school.tick()
  const random = generator(SEED)
  const started = Date.now()
  const whole = await lifetime(school)
  for (let kill = 1; kill <= KILLS; kill += 1) {
    school.now += 60_000
    await school.add('notice', {
      title: `Notice ${kill}`,
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-01',
    })
    // One dies before a statement drawn by lot, its rival at a moment drawn by lot.
    await Promise.all([
      killedTick(school, 60_000, CLAIM + Math.floor(random() * (DONE - CLAIM))),
      killedTick(school, random() * whole * 1.3),
    ])
  }
  school.now += 60_000
  // The dead ones are found one a tick; each of their slots gets its turn.
  for (let round = 0; round < 5; round += 1) await school.tick()

  const runs = await school.runs(JOB)
  const succeeded = runs.filter(({ state }) => state === 'succeeded').map(({ slot }) => slot)
  expect(new Set(succeeded).size).toBe(succeeded.length)
  expect(runs.filter(({ state }) => state !== 'succeeded' && state !== 'abandoned')).toEqual([])
  const slots = await school.slots(JOB)
  // 12:00, one for lifetime() and one a kill; a slot whose four attempts all died is given up.
  expect(slots).toHaveLength(KILLS + 3)
  expect(slots.filter(({ state }) => state !== 'done')).toEqual([])
  const removals = (await school.rows<{ notice: string }>('auto_removal')).map(({ notice }) => notice)
  expect(new Set(removals).size).toBe(removals.length)
  expect(removals).toHaveLength(KILLS)
  expect(await school.rows('notice')).toEqual([])
  expect(await school.rows('auto_lease')).toEqual([])
  const abandoned = runs.filter(({ state }) => state === 'abandoned').length
  // Whether a process dies while it holds the job is chance, but not a hundred times.
  if (KILLS >= 100) expect(abandoned).toBeGreaterThan(0)
  console.log(`${abandoned} runs died and were recorded, in ${Math.round((Date.now() - started) / 1000)} s`)
}, 3_600_000)

function triggerOf({ database }: TestSchool): string {
  const notice = database.named('notice')
  const removal = database.named('auto_removal')
  if (!SERVER)
    return `CREATE TRIGGER removed AFTER DELETE ON ${notice} BEGIN INSERT INTO ${removal} (notice) VALUES (old.title); END`
  // It is in the schema of its table, and alone in its batch.
  const name = notice.replace('[notice]', '[removed]')
  return `EXEC(N'CREATE TRIGGER ${name} ON ${notice} AFTER DELETE AS INSERT INTO ${removal} (notice) SELECT title FROM deleted')`
}

/** How long an undisturbed tick takes here, ms: kills are spread over that and a little more. */
async function lifetime(school: TestSchool): Promise<number> {
  school.now += 60_000
  const started = Date.now()
  await killedTick(school, 60_000)
  return Date.now() - started
}

async function killedTick(school: TestSchool, after: number, killAt?: number): Promise<void> {
  const orders = { args: ['run-due', '--config', school.file], cwd: school.folder, now: school.now, killAt }
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(orders)], { stdio: 'ignore' })
  const over = new Promise((resolve) => child.once('exit', resolve))
  await Promise.race([over, pause(after)])
  child.kill('SIGKILL')
  await over
}

/** Evenly spread numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
