import type { Config, ConfiguredJob } from '../config/config.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { asked } from '../reports/delivery/asked.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import type { School } from '../runner/school.ts'
import { Day } from '../schedule/day.ts'
import type { World } from '../world.ts'
import { runByHand } from './job.ts'
import type { CommonOptions } from './options.ts'
import { reportJobs } from './report-request.ts'
import { withSchool } from './school.ts'

interface SendOptions extends CommonOptions {
  again?: boolean
  for?: string
}

/** Runs a report job now; with `--again` also where its report has gone out for the period before. */
export async function sendReport(world: World, options: SendOptions, name: string): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const configured = reportJob(school.config, name)
    const day = dayOf(options.for, school.config.school.zone.dayAt(await school.db.now()))
    if (options.again && !configured.shadow) await writeDown(school, configured, day)
    return runByHand(world, school, asked(configured, { day, again: options.again === true }), options)
  })
}

/** Before it happens: whatever becomes of the run, who wanted it is on record. */
async function writeDown(school: School, { id }: ConfiguredJob, day: Day | undefined): Promise<void> {
  const { db, host } = school
  const now = await db.now()
  const which = day ? `, as of ${day}` : ''
  await db.transaction(
    async (session) => {
      await note(session, 'report', `${host.person} asked for ${id} to be sent again${which}.`, now)
      await audit(session, school, 'report send', `${id} again${which}.`, now)
    },
    { turn: 'record' },
  )
}

/** The job of an id, or the only one that sends a report of that name. */
function reportJob({ jobs }: Pick<Config, 'jobs'>, name: string): ConfiguredJob {
  const all = reportJobs({ jobs })
  const byId = all.find(({ id }) => id === name)
  const [first, ...others] = all.filter(({ params }) => params.report === name)
  const found = byId ?? (others.length === 0 ? first : undefined)
  if (found) return found
  const ids = (first ? [first, ...others] : all).map(({ id }) => id).join(', ')
  if (first) throw new UserError(`Several jobs send the report ${name}: ${ids}. Say which.`, Exit.usage)
  if (ids === '')
    throw new UserError(
      'The config has no report job. To add one: pars-auto report automate NAME',
      Exit.usage,
    )
  throw new UserError(`The config has no report job ${name}. It has: ${ids}.`, Exit.usage)
}

/** @throws UserError when it is no day, or still to come */
function dayOf(text: string | undefined, today: Day): Day | undefined {
  if (text === undefined) return undefined
  const day = parsed(text)
  if (!day) throw new UserError(`--for takes a date such as ${today}; "${text}" is none.`, Exit.usage)
  if (day > today) throw new UserError(`--for ${day} is still to come.`, Exit.usage)
  return day
}

function parsed(text: string): Day | undefined {
  try {
    return Day.parse(text)
  } catch {
    return undefined
  }
}
