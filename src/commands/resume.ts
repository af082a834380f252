import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { settle, tellAlerts } from '../runner/alert.ts'
import { audit } from '../runner/audit.ts'
import { type Caution, cautionSubject, cautions, clearCaution } from '../runner/caution.ts'
import { note } from '../runner/event.ts'
import { lookAgain } from '../runner/note.ts'
import { ALL, inForceAt, type Pause, pausesSince, untilText } from '../runner/pause.ts'
import { iso, type School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { folded } from './display.ts'
import { knownJob } from './history.ts'
import type { CommonOptions } from './options.ts'
import { standingOn } from './pause.ts'
import { withSchoolInForce } from './school.ts'

/** A person has looked: what was held for caution may go on, and so may what was paused. */
export async function resume(
  world: World,
  options: CommonOptions,
  what: string | undefined,
): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const lines = what === undefined ? await resumeEverything(school) : await resumeOne(school, what)
    lookAgain(school.config.file)
    world.out(`${lines.map((line) => folded(world, line)).join('\n')}\n`)
    return Exit.done
  })
}

/** Lifts the cautions, and ends the pause of all jobs. Those of single jobs stay, and are named. */
async function resumeEverything(school: School): Promise<string[]> {
  const { db, host } = school
  const now = await db.now()
  const standing = await cautions(db, host)
  const pause = await standingOn(db, ALL, now)
  if (standing.length > 0 || pause)
    await db.transaction(
      async (session) => {
        if (standing.length > 0) await lift(session, school, standing, now)
        if (pause) await end(session, school, pause, now)
      },
      { turn: 'record' },
    )
  if (standing.length > 0) await tellAlerts(school, now)
  const lines = [
    ...(standing.length > 0
      ? ['Deletions and sending go on from the next run. Runs that were held wait for: pars-auto approve RUN']
      : []),
    ...(pause ? [ended(ALL)] : []),
  ]
  return [
    ...(lines.length > 0 ? lines : ['Nothing is being held back.']),
    ...(await stillPaused(school, now)),
  ]
}

async function lift(session: Session, school: School, standing: Caution[], now: number): Promise<void> {
  const reasons = standing.map(({ reason }) => reason).join(', ')
  for (const caution of standing) {
    await clearCaution(session, caution)
    await settle(session, cautionSubject(caution), now)
  }
  await note(session, 'resumed', `${school.host.person} let deletions and sending go on: ${reasons}.`, now)
  await audit(session, school, 'resume', `Held until then because of: ${reasons}.`, now)
}

async function resumeOne(school: School, what: string): Promise<string[]> {
  const { db, config } = school
  const job = what === 'all' ? ALL : what
  const now = await db.now()
  const pause = await standingOn(db, job, now)
  if (pause) await db.transaction((session) => end(session, school, pause, now), { turn: 'record' })
  else if (job !== ALL) knownJob(school, job)
  const lines = [
    pause ? ended(job) : job === ALL ? 'Not all jobs are paused.' : `${job} is not paused by itself.`,
  ]
  const all = job === ALL ? undefined : await standingOn(db, ALL, now)
  if (all) lines.push(`All jobs are paused ${untilText(config, all)}. To end that: pars-auto resume all`)
  return [...lines, ...(job === ALL ? await stillPaused(school, now) : [])]
}

async function end(session: Session, school: School, { id, job }: Pause, now: number): Promise<void> {
  const { person } = school.host
  const open = session.sql(own('pause')).where({ id }).whereNull('ended_at')
  if ((await session.run(open.update({ ended_at: iso(now), ended_by: person }))) === 0) return
  const words = `The pause of ${job || 'all'} ended.`
  await note(session, 'resumed', `${words.slice(0, -1)}: ${person} said so.`, now)
  await audit(session, school, 'resume', words, now)
}

const ended = (job: string) =>
  `The pause of ${job || 'all jobs'} is over: ${job ? 'it runs' : 'they run'} again by schedule. What fell into the pause is not made up for.`

async function stillPaused({ db, config }: School, now: number): Promise<string[]> {
  const pauses = (await pausesSince(db, now)).filter((pause) => pause.job !== ALL && inForceAt([pause], now))
  return pauses.map(
    (pause) =>
      `Still paused: ${pause.job}, ${untilText(config, pause)}${pause.until ? `. To end that: pars-auto resume ${pause.job}` : ''}`,
  )
}
