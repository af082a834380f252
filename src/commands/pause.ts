import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { lookAgain } from '../runner/note.ts'
import { ALL, inForceAt, type Pause, pausesSince, untilText } from '../runner/pause.ts'
import { leaseOn } from '../runner/records.ts'
import { iso, type School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { onOneLine } from './display.ts'
import { knownJob } from './history.ts'
import { momentToCome } from './moment.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

const MINUTE = 60_000
const LONGEST_REASON = 200

interface PauseOptions extends CommonOptions {
  until?: string
  why?: string
}

/** Keeps a job from running by its schedule, or all of them, for every host: until then, or until `resume`. */
export async function pause(world: World, options: PauseOptions, what: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const job = what === 'all' ? ALL : what
    if (job !== ALL) refuseUnfit(school, job)
    const now = await school.db.now()
    const until = options.until === undefined ? undefined : endOf(options.until, school, now)
    const why = reasonOf(options.why)
    const made = await school.db.transaction(
      async (session) => {
        const made = await put(session, school, { job, until, why }, now)
        const words = `${what} ${untilText(school.config, made)}`
        await note(session, 'paused', `${school.host.person} paused ${words}.`, now)
        await audit(session, school, 'pause', `${words}.`, now)
        return made
      },
      { turn: 'record' },
    )
    lookAgain(school.config.file)
    world.out(await told(school, made, what))
    return Exit.done
  })
}

/** @throws UserError for a job that the config does not have, or that nobody may pause */
function refuseUnfit(school: School, id: string): void {
  knownJob(school, id)
  const { job } = school.config.jobs.find((one) => one.id === id)!
  if (!job.mandatory) return
  throw new UserError(
    `${id} is mandatory: it runs every day, and cannot be paused. Its time can be set in the config.`,
    Exit.usage,
  )
}

/** A date is its beginning: a job that is paused until Monday runs on Monday. */
function endOf(text: string, school: School, now: number): number {
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/.test(text.trim()))
    throw new UserError(
      `--until takes a date such as 2026-11-30, the year first; "${text}" is none.`,
      Exit.usage,
    )
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text.trim())
  return momentToCome('--until', isDate ? `${text.trim()} 00:00` : text, school, now)
}

function reasonOf(text: string | undefined): string | null {
  const words = text === undefined ? '' : onOneLine(text.trim())
  if (words.length <= LONGEST_REASON) return words || null
  throw new UserError(`--why takes ${LONGEST_REASON} characters at most.`, Exit.usage)
}

/** A pause that is in force gets the new end; otherwise one begins. */
async function put(
  session: Session,
  { host }: School,
  { job, until, why }: { job: string; until: number | undefined; why: string | null },
  now: number,
): Promise<Pause> {
  const { sql } = session
  const standing = await standingOn(session, job, now)
  const ends = { until: until === undefined ? null : iso(until), person: host.person }
  if (standing) {
    const changed = { ...ends, why: why ?? standing.why }
    await session.run(sql(own('pause')).where({ id: standing.id }).update(changed))
    return { ...standing, ...changed }
  }
  const since = iso(Math.floor(now / MINUTE) * MINUTE)
  const row = { job, since, ...ends, why, ended_at: null, ended_by: null }
  return { id: await session.insert(own('pause'), row), ...row }
}

/** The pause of a job itself, or of all, that is in force. */
export async function standingOn(session: Session, job: string, now: number): Promise<Pause | undefined> {
  const pauses = await pausesSince(session, now)
  return inForceAt(
    pauses.filter((pause) => pause.job === job),
    now,
  )
}

async function told({ db, config }: School, made: Pause, what: string): Promise<string> {
  const lines = [`${made.job === ALL ? 'All jobs are' : `${what} is`} paused ${untilText(config, made)}.`]
  if (made.job === ALL) {
    const mandatory = config.jobs.filter(({ job }) => job.mandatory).map(({ id }) => id)
    lines.push(`Mandatory jobs keep running: ${mandatory.join(', ')}.`)
    lines.push('Texts, mails, prints and files that are on their way wait; alerts do not.')
  } else {
    const lease = await leaseOn(db, made.job)
    if (lease) lines.push(`Run ${lease.run_id}, which is under way, goes on.`)
  }
  lines.push(
    'Runs that fall into the pause are recorded as skipped, and not made up for.',
    ...(made.until ? [`To end it earlier: pars-auto resume ${what}`] : []),
  )
  return `${lines.join('\n')}\n`
}
