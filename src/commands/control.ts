import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { settle, tellAlerts } from '../runner/alert.ts'
import { isDead, provablyAlive } from '../runner/alive.ts'
import { cautions, clearCautions } from '../runner/caution.ts'
import { claimApproval } from '../runner/claim.ts'
import { note } from '../runner/event.ts'
import { abandon, type LeaseRow } from '../runner/recover.ts'
import type { School } from '../runner/school.ts'
import { carry, exitOf } from '../runner/tick.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import { knownJob, runById } from './history.ts'
import { resultText } from './job.ts'
import type { CommonOptions } from './program.ts'
import { withSchool } from './school.ts'

/** Lets a held run go, or the removals that a partial one kept back. */
export async function approve(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const run = await runById(school, id)
    if (run.state !== 'held' && run.state !== 'partial') {
      throw new UserError(
        `Run ${run.id} of ${run.job} is ${run.state}: there is nothing to approve.`,
        Exit.usage,
      )
    }
    const started = world.clock()
    const configured = configuredFor(school, run.job)
    return provablyAlive(async (token) => {
      const claim = await claimApproval(school, run, token, await school.db.now())
      if ('heldBy' in claim) {
        throw new UserError(`${run.job} is already running: ${claim.heldBy}.`, Exit.alreadyRunning)
      }
      const result = await carry(school, configured, claim)
      world.out(resultText(configured, claim.runId, result, world.clock() - started))
      return exitOf(result)
    })
  })
}

function configuredFor({ config }: School, job: string): ConfiguredJob {
  const configured = config.jobs.find(({ id }) => id === job)
  if (configured) return configured
  throw new UserError(`The config no longer has the job ${job}.`, Exit.usage)
}

/** A person has looked: what was held for caution may go on. */
export async function resume(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const { db, host } = school
    const standing = await cautions(db)
    if (standing.length === 0) {
      world.out('Nothing is being held back.\n')
      return Exit.done
    }
    const now = await db.now()
    await db.transaction(async (session) => {
      await clearCautions(session)
      for (const { reason } of standing) await settle(session, reason, now)
      await note(
        session,
        'resumed',
        `${host.person} let deletions go on: ${standing.map(({ reason }) => reason).join(', ')}.`,
        now,
      )
    })
    await tellAlerts(school, now)
    world.out('Deletions go on from the next run. Runs that were held wait for: pars-auto approve RUN\n')
    return Exit.done
  })
}

/** Frees a job whose process is provably gone. Whatever is not certain is left to the lease. */
export async function unlock(world: World, options: CommonOptions, job: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    knownJob(school, job)
    const { db, host, config } = school
    const lease = await db.first<LeaseRow>(db.sql(own('lease')).where({ job }))
    if (!lease) {
      world.out(`${job} is not locked.\n`)
      return Exit.done
    }
    const now = await db.now()
    const expired = Date.parse(lease.expires_at) < now
    if (!expired && !(await isDead(lease, host))) {
      const until = when(config.school.zone, lease.expires_at)
      throw new UserError(
        `${job} is run ${lease.run_id}, process ${lease.pid} on ${lease.host}, and that process is not provably gone.\nUnless it shows up again, the next tick after ${until} takes over by itself.`,
        Exit.alreadyRunning,
      )
    }
    const freed = await abandon(school, lease, `Unlocked by ${host.person}: the process was gone.`, now)
    world.out(
      freed
        ? `${job} is free. Run ${lease.run_id} is recorded as abandoned.\n`
        : `${job} has just finished by itself.\n`,
    )
    return Exit.done
  })
}
