import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const PROCESS = path.join(import.meta.dirname, 'process.cjs')

/** How one round ended: the exit codes of all processes, what they printed on stderr, and the school afterwards. */
export interface Round {
  codes: Map<number | null, number>
  errors: string
  school: TestSchool
}

/**
 * Many `run-due` processes behind one barrier, on one database in which four jobs are due. When all of them
 * stand ready the barrier opens.
 * @param besideWriter another connection holds the write lock for this long from the start, ms
 */
export async function manyTicks(processes: number, besideWriter = 0): Promise<Round> {
  const school = await TestSchool.open(`
  refresh-all-years: { at: '12:03' }
  temporary-group-housekeeping: { at: '12:03', after: refresh-all-years }
  clear-expired-notices: { at: '12:03' }
  again: { job: clear-expired-notices, every: 1m }`)
  for (const name of ['Ada', 'Ben', 'Cleo']) await school.pupil(name)
  await school.add('notice', {
    title: '',
    body: '',
    created_at: '2026-01-01T00:00:00.000Z',
    expires_on: '2026-01-01',
  })
  await school.tick()
  school.at('2026-11-23 12:03')

  const barrier = path.join(school.folder, 'barrier')
  const orders = { args: ['run-due', '--config', school.file], cwd: school.folder, now: school.now, barrier }
  let errors = ''
  const children = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [PROCESS, JSON.stringify(orders)], {
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', (chunk) => {
      errors += chunk
    })
    return child
  })
  const endings = children.map(ended)
  while (readdirSync(school.folder).filter((name) => name.endsWith('.ready')).length < processes)
    await pause(20)
  const writer = besideWriter > 0 ? holdWriteLock(school, besideWriter) : Promise.resolve()
  for (const child of children) child.stdin?.end()
  const codes = new Map<number | null, number>()
  for (const code of await Promise.all(endings)) codes.set(code, (codes.get(code) ?? 0) + 1)
  await writer
  // One more tick, and a whole one, picks up what the locked-out ones left behind.
  rmSync(noteFile(school.file), { force: true })
  await school.tick()
  return { codes, errors, school }
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))

/** A busy machine may need longer than the lock was to be held until the first tick has waited for it in vain, ms. */
const AT_MOST = 60_000

/**
 * A write transaction of another program, in this process but on a connection of its own: for so long, and until a
 * tick has left because of it.
 */
async function holdWriteLock(school: TestSchool, ms: number): Promise<void> {
  const word = noteFile(school.file).replace(/note\.json$/, 'locked-out')
  await school.with((db) =>
    db.transaction(async (session) => {
      await session.run(session.sql('notice').update({ title: 'held' }))
      await pause(ms)
      for (let held = ms; held < AT_MOST && !existsSync(word); held += 100) await pause(100)
    }),
  )
}

/** What must be true after any round. */
export async function outcomeOf(
  school: TestSchool,
): Promise<{ succeeded: string[]; states: string[]; leases: number }> {
  const runs = await school.runs()
  return {
    succeeded: runs
      .filter(({ state }) => state === 'succeeded')
      .map(({ job, slot }) => `${job} ${slot}`)
      .sort(),
    states: [...new Set(runs.map(({ state }) => state))],
    leases: (await school.rows(own('lease'))).length,
  }
}
