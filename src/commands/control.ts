import type { ConfiguredJob } from '../config/config.ts'
import { Exit, type ExitCode, UserError, worst } from '../exit.ts'
import { drain } from '../outbox/drain.ts'
import { isDead, provablyAlive } from '../runner/alive.ts'
import { audit } from '../runner/audit.ts'
import { claimApproval } from '../runner/claim.ts'
import { perform } from '../runner/perform.ts'
import { leaseOn, runThatMovedOn } from '../runner/records.ts'
import { abandon } from '../runner/recover.ts'
import type { RunRow } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import { exitOf } from '../runner/tick.ts'
import type { World } from '../world.ts'
import { when } from './display.ts'
import { knownJob, runById } from './history.ts'
import { resultText } from './job.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Lets a held run go, or the removals that a partial one kept back. */
export async function approve(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const run = await runById(school, id)
    const keptBack = run.state === 'partial' && run.withheld !== '{}'
    if (run.state !== 'held' && !keptBack) {
      throw new UserError(
        `Run ${run.id} of ${run.job} is not held (${run.state.replace('-', ' ')}): there is nothing to approve.`,
        Exit.usage,
      )
    }
    await refuseSecondApproval(school, run)
    const started = world.clock()
    const configured = configuredFor(school, run.job)
    return provablyAlive(async (token) => {
      const claim = await claimApproval(school, run, token, await school.db.now())
      if ('heldBy' in claim) {
        throw new UserError(`${run.job} is already running: ${claim.heldBy}.`, Exit.alreadyRunning)
      }
      const result = await perform(school, configured, claim)
      world.out(resultText(configured, claim.runId, result, world.clock() - started))
      const sent = await drain(school, run.job)
      await school.pings.settled()
      return worst([exitOf(result), ...sent])
    })
  })
}

/** An approval is for what the person saw: it can be used once, and not after the job has moved on. */
async function refuseSecondApproval({ db }: School, run: RunRow): Promise<void> {
  const later = await runThatMovedOn(db, run)
  if (!later) return
  const how = later.state === 'succeeded' ? 'succeeded since' : `is ${later.state} now`
  throw new UserError(
    `Run ${run.id} is no longer the one to approve: run ${later.id} of ${run.job} ${how}. See: pars-auto why ${run.job}`,
    Exit.usage,
  )
}

function configuredFor({ config }: School, job: string): ConfiguredJob {
  const configured = config.jobs.find(({ id }) => id === job)
  if (configured) return configured
  throw new UserError(`The config no longer has the job ${job}.`, Exit.usage)
}

/** Frees a job whose process is provably gone. Whatever is not certain is left to the lease. */
export async function unlock(world: World, options: CommonOptions, job: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    knownJob(school, job)
    const { db, host, config } = school
    const lease = await leaseOn(db, job)
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
    const why = `Unlocked by ${host.person}: the process was gone.`
    const freed = await abandon(school, lease, why, now, (session) =>
      audit(session, school, 'unlock', `${job}, of run ${lease.run_id}.`, now),
    )
    world.out(
      freed === 'ended by itself'
        ? `${job} has just finished by itself.\n`
        : `${job} is free. Run ${lease.run_id} is recorded as abandoned.\n`,
    )
    return Exit.done
  })
}
