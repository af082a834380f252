import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { configureJob } from '../config/load.ts'
import { nearest } from '../config/suggest.ts'
import { Exit, type ExitCode, UserError, worst } from '../exit.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { drain } from '../outbox/drain.ts'
import { seesPersonal } from '../permissions/person.ts'
import { provablyAlive } from '../runner/alive.ts'
import { audit } from '../runner/audit.ts'
import { claimByHand } from '../runner/claim.ts'
import { pauseOn, pauseText } from '../runner/pause.ts'
import { perform } from '../runner/perform.ts'
import { type Preview, preview } from '../runner/preview.ts'
import type { Result } from '../runner/result.ts'
import type { School } from '../runner/school.ts'
import { adviceFor } from '../runner/sentence.ts'
import { exitOf } from '../runner/tick.ts'
import type { World } from '../world.ts'
import { counted, diffLines } from './diff.ts'
import { asJson, howLong, paint } from './display.ts'
import { insist } from './gate.ts'
import { CHANGED_JOB } from './needs.ts'
import type { CommonOptions } from './options.ts'
import { withSchool } from './school.ts'

interface JobOptions extends CommonOptions {
  dryRun?: boolean
  verbose?: boolean
  id?: string
  [param: string]: unknown
}

/** Rows of one step that `--verbose` shows. */
const ROWS_SHOWN = 50

/**
 * Adds the subcommand of a job, made from its declaration: its parameters are its flags, but for lists of groups.
 * @param isAsked whether it is what was typed: to work out the flags takes its time
 */
export function addJobCommand(
  root: Command,
  job: JobDeclaration,
  world: World,
  done: (code: ExitCode) => void,
  isAsked: boolean,
): Command {
  const command = root
    .command(job.name)
    .description(job.summary)
    .option('-c, --config <file>', 'the config')
    .option('--dry-run', 'show what it would do; write nothing')
    .option('-v, --verbose', `with --dry-run: also the rows, ${ROWS_SHOWN} of each kind at most`)
    .option('--id <id>', 'which of the config’s jobs of this kind, where there are several')
    .option('--json', 'print JSON')
    .action(async (options: JobOptions) => done(await runJob(job, world, options)))
  if (isAsked) for (const option of parameterOptions(job)) command.addOption(option)
  return command
}

async function runJob(job: JobDeclaration, world: World, options: JobOptions): Promise<ExitCode> {
  return withSchool(world, options, async (school, person) => {
    const { config, db } = school
    const listed = chosen(config, job, options.id)
    const flags = flagsOf(job, options)
    if (options.dryRun)
      return dryRun(world, school, withFlags(listed, flags), { ...options, personal: seesPersonal(person) })
    const other = otherThan(config, listed, flags)
    if (other) {
      await insist(world, config, db, person, CHANGED_JOB)
      const now = await db.now()
      await db.transaction(
        (session) => audit(session, school, job.name, `${listed.id} by hand, ${other}`, now),
        { turn: 'record' },
      )
    }
    return runByHand(world, school, withFlags(listed, flags), options)
  })
}

/** What of a run is not as the config says, in words; values of parameters are left out. */
function otherThan(
  config: Config,
  { id }: ConfiguredJob,
  flags: Record<string, unknown>,
): string | undefined {
  const names = Object.keys(flags).map((name) => `--${kebab(name)}`)
  const unlisted = config.jobs.some((one) => one.id === id && one.enabled)
    ? []
    : ['not switched on in the config']
  return [...(names.length > 0 ? [`with ${names.join(', ')}`] : []), ...unlisted].join(', ') || undefined
}

async function dryRun(
  world: World,
  school: School,
  configured: ConfiguredJob,
  options: JobOptions & { personal: boolean },
): Promise<ExitCode> {
  const limit = options.verbose ? ROWS_SHOWN : 0
  const seen = await preview(school, configured, { limit, personal: options.personal })
  if (options.json)
    world.out(asJson({ job: configured.id, dryRun: true, ...seen, message: seen.message ?? null }))
  else world.out(dryRunText(world, configured, seen))
  return Exit.done
}

function dryRunText(world: World, configured: ConfiguredJob, seen: Preview): string {
  const { outcome, message } = seen
  const how =
    outcome === 'held' ? 'would be held' : outcome === 'partial' ? 'would do this, in part' : 'would do this'
  const lines = [
    `${configured.id} ${how}:`,
    ...(message ? [`  ${message}`] : []),
    ...(outcome === 'held' ? [] : diffLines(world, configured, seen)),
    paint(world).dim('Dry run: nothing was written.'),
  ]
  return `${lines.join('\n')}\n`
}

function countLines(
  { job }: ConfiguredJob,
  { counts, withheld }: Pick<Result, 'counts' | 'withheld'>,
): string[] {
  const lines = Object.entries(job.counts).flatMap(([count, meaning]) => [
    ...(counts[count] ? [counted(counts[count], meaning)] : []),
    ...(withheld[count] ? [counted(withheld[count], `kept back: ${meaning}`)] : []),
  ])
  return lines.length > 0 ? lines : ['  Nothing to change.']
}

/** Runs a job for the person at the terminal, and sends what it put on its way. */
export async function runByHand(
  world: World,
  school: School,
  configured: ConfiguredJob,
  options: CommonOptions,
): Promise<ExitCode> {
  const started = world.clock()
  const paused = await pauseOn(school.db, configured, await school.db.now())
  if (paused) world.err(`${pauseText(school.config, paused)} ${configured.id} runs now because you say so.\n`)
  return provablyAlive(async (token) => {
    const claim = await claimByHand(school, configured.id, token, await school.db.now())
    if ('heldBy' in claim) {
      throw new UserError(`${configured.id} is already running: ${claim.heldBy}.`, Exit.alreadyRunning)
    }
    const result = await perform(school, configured, claim)
    if (options.json) world.out(asJson(resultJson(configured, claim.runId, result)))
    else world.out(resultText(configured, claim.runId, result, world.clock() - started))
    const sent = await drain(options.json ? { ...school, tell: () => {} } : school, configured.id)
    await school.pings.settled()
    return worst([exitOf(result), ...sent])
  })
}

const resultJson = ({ id }: ConfiguredJob, run: number, result: Result) => ({
  job: id,
  dryRun: false,
  run,
  outcome: result.outcome,
  shadow: result.shadow === true,
  counts: result.counts,
  withheld: result.withheld,
  message: result.message ?? null,
})

/** The end of a run for the person who started it. */
export function resultText(configured: ConfiguredJob, run: number, result: Result, ms: number): string {
  const { outcome, message, shadow } = result
  const how =
    { succeeded: 'done', partial: 'done in part', 'timed-out': 'timed out' }[outcome as string] ?? outcome
  const lines = [
    shadow
      ? `${configured.id} is in shadow: this is what it would have done, and nothing was changed (run ${run})`
      : `${configured.id}: ${how} in ${howLong(ms)} (run ${run})`,
    ...(message ? [`  ${message}`] : []),
    ...(Object.keys(result.counts).length > 0 ? countLines(configured, result) : []),
    ...(shadow ? [`  To let it act: pars-auto go-live ${configured.id}`] : []),
    ...(adviceFor(result, run) ? [` ${adviceFor(result, run)}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** The config's entry for a job: by id, or the only one of its kind, or the job with its defaults. */
function chosen(config: Config, job: JobDeclaration, id: string | undefined): ConfiguredJob {
  const ofKind = config.jobs.filter((configured) => configured.job.name === job.name)
  const ids = ofKind.map((configured) => configured.id)
  const found = id
    ? ofKind.find((configured) => configured.id === id)
    : (ofKind.find((one) => one.id === job.name) ?? ofKind[0])
  if (found && (id || ofKind.length === 1 || found.id === job.name)) return found
  if (id)
    throw new UserError(`The config has no ${job.name} with the id ${id}. ${hintFor(id, ids)}`, Exit.usage)
  if (ofKind.length > 1)
    throw new UserError(
      `The config has several: say --id with one of ${ids.join(', ')}. What else there is: pars-auto ${job.name} --help`,
      Exit.usage,
    )
  return configureJob(config, job)
}

function hintFor(id: string, ids: string[]): string {
  const near = nearest(id, ids)
  return near === undefined ? `It has: ${ids.join(', ') || 'none'}.` : `Did you mean ${near}?`
}

/** The parameters that are given as flags. */
const flagsOf = ({ params }: JobDeclaration, options: JobOptions): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(params.shape).flatMap((name) => (name in options ? [[name, options[name]]] : [])),
  )

/** Flags over the file over the defaults. */
function withFlags(configured: ConfiguredJob, flags: Record<string, unknown>): ConfiguredJob {
  const { job } = configured
  const checked = job.params.safeParse({ ...configured.params, ...flags })
  if (checked.success) return { ...configured, params: checked.data }
  const hasFlag = new Set(parameterOptions(job).map((option) => option.attributeName()))
  const complaints = checked.error.issues.map(({ path: [name = ''], message }) =>
    hasFlag.has(String(name))
      ? `--${kebab(String(name))}: ${message}`
      : `${String(name)} has to be set in the config, below ${configured.id}. docs/jobs.md says how.`,
  )
  throw new UserError(complaints.join('\n'), Exit.usage)
}

interface ParameterSchema {
  type?: string
  items?: { type?: string }
  description?: string
  enum?: string[]
  default?: unknown
}

function parameterOptions(job: JobDeclaration): Option[] {
  const { properties = {} } = z.toJSONSchema(job.params, { io: 'input' }) as {
    properties?: Record<string, ParameterSchema>
  }
  return Object.entries(properties)
    .filter(([, { type, items }]) => type !== 'object' && items?.type !== 'object')
    .map(([name, schema]) => parameterOption(name, schema))
}

function parameterOption(name: string, schema: ParameterSchema): Option {
  const about = `${schema.description ?? ''}${schema.default === undefined ? '' : ` (default: ${schema.default})`}`
  if (schema.type === 'boolean') return new Option(`--${kebab(name)}`, about)
  const option = new Option(`--${kebab(name)} <${schema.type === 'integer' ? 'number' : 'value'}>`, about)
  if (schema.enum) option.choices(schema.enum)
  if (schema.type === 'integer' || schema.type === 'number') option.argParser(Number)
  if (schema.type === 'array') option.argParser((text) => text.split(','))
  return option
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
