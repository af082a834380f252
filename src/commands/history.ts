import type { Session } from '../db/database.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { registry } from '../jobs/index.ts'
import { clockTime } from '../runner/event.ts'
import { type PassedOver, passedOver, whyPassedOver } from '../runner/passed-over.ts'
import {
  didNothing,
  newestEvents,
  newestOf,
  newestRuns,
  runNumbered,
  slotsNotRun,
} from '../runner/records.ts'
import type { RunRow } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import { countsText, NOTHING } from '../runner/sentence.ts'
import type { World } from '../world.ts'
import { asJson, columns, folded, howLong, paint, when } from './display.ts'
import { unknownJob } from './job-named.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

interface Entry {
  at: string
  /** None of what is about no job. */
  job: string | null
  run: number | null
  slot: string | null
  what: string
  detail: string
}

/** Runs, and the slots that were skipped, missed or held, newest first. */
export async function history(
  world: World,
  options: CommonOptions & { count: string },
  job: string | undefined,
): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async (school) => {
    if (job) knownJob(school, job)
    const entries = [
      ...(await runs(school, job, count)),
      ...(await unrun(school, job, count, options.json)),
      ...(job ? [] : await events(school, count)),
    ]
    const newest = entries
      .sort((a, b) => b.at.localeCompare(a.at) || (b.run ?? 0) - (a.run ?? 0))
      .slice(0, count)
    if (options.json) world.out(asJson(newest))
    else if (newest.length === 0) world.out('Nothing has run yet.\n')
    else
      world.out(
        columns(
          world,
          ['When', 'Job', 'Run', 'What', ''],
          newest.map((entry) => row(world, school, entry)),
        ),
      )
    return Exit.done
  })
}

/** @throws UserError when the config does not have the job, with the nearest that it has */
export function knownJob({ config }: School, id: string): void {
  if (!config.jobs.some((job) => job.id === id)) throw unknownJob(config, id)
}

function row(world: World, { config }: School, { at, job, run, what, detail }: Entry): string[] {
  const { green, red, yellow } = paint(world)
  const colours: Record<string, (text: string) => string> = {
    succeeded: green,
    failed: red,
    'timed-out': red,
    abandoned: red,
  }
  return [
    when(config.school.zone, at),
    job ?? '',
    run ? String(run) : '',
    (colours[what] ?? yellow)(what),
    detail,
  ]
}

async function runs(school: School, job: string | undefined, count: number): Promise<Entry[]> {
  const { db, config } = school
  const continuous = config.jobs.filter((one) => one.job.waiting).map(({ id }) => id)
  // Of a job that runs all day, what found nothing to do would crowd out the others.
  const rows = job
    ? await newestRuns(db, count, job)
    : await newestOf(db, count, (run) => !(continuous.includes(run.job) && didNothing(run)))
  return rows.map((run) => ({
    at: run.started_at,
    job: run.job,
    run: run.id,
    slot: run.slot,
    what: run.shadow ? 'in shadow' : run.state,
    detail: detailOf(school, run),
  }))
}

/** What went wrong, and what was done all the same; of a run in shadow, what it would have done. */
export function detailOf(school: School, run: RunRow): string {
  const { message, shadow } = run
  const counts = countsOf(school, run, run.counts)
  if (shadow) return [message, `would have: ${counts}`].filter(Boolean).join(' ')
  const isAllThereIs = message && counts === NOTHING
  return [message, isAllThereIs ? '' : counts].filter(Boolean).join(' ')
}

function countsOf({ config }: School, run: RunRow, counts: string | null): string {
  const declared = config.jobs.find(({ id }) => id === run.job)?.job ?? registry[run.job]
  if (!counts || counts === '{}' || !declared) return ''
  return countsText({ job: declared }, JSON.parse(counts))
}

/** @param isEach whether each record counts for itself, as for programs */
async function unrun(
  { db, config }: School,
  job: string | undefined,
  count: number,
  isEach = false,
): Promise<Entry[]> {
  const clock = (instant: string) => clockTime(config, instant)
  const shown = isEach ? slotsNotRun(db, count, job) : together(db, count, job)
  return (await shown).map((one: PassedOver) => ({
    at: one.due_at,
    job: one.job,
    run: null,
    slot: one.slot,
    what: one.state,
    detail: whyPassedOver(one, clock),
  }))
}

/** However many records it takes. */
async function together(db: Session, count: number, job: string | undefined): Promise<PassedOver[]> {
  for (let records = 10 * count; ; records *= 10) {
    const rows = await slotsNotRun(db, records, job)
    const found = passedOver(rows)
    if (found.length > count || rows.length < records) return found.slice(0, count)
  }
}

async function events({ db }: School, count: number): Promise<Entry[]> {
  const rows = await newestEvents(db, count)
  return rows.map(({ at, kind, job, detail }) => ({
    at,
    job,
    run: null,
    slot: null,
    what: kind,
    detail,
  }))
}

/** One run in full. */
export async function show(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const run = await runById(school, id)
    if (options.json) {
      world.out(asJson(runJson(run)))
      return Exit.done
    }
    const { zone } = school.config.school
    const took = run.ended_at
      ? `, took ${howLong(Date.parse(run.ended_at) - Date.parse(run.started_at))}`
      : ''
    const facts: [string, string | null | undefined][] = [
      ['Run', `${run.id}`],
      ['Job', run.job],
      ['State', run.shadow ? `${run.state}, in shadow: nothing was changed` : run.state],
      ['For', run.due_at && `the slot of ${when(zone, run.due_at)}, attempt ${run.attempt}`],
      ['Started', `${when(zone, run.started_at)} by ${run.started_by} on ${run.host}${took}`],
      [run.shadow ? 'Would have' : 'Did', countsOf(school, run, run.counts)],
      ['Kept back', countsOf(school, run, run.withheld)],
      ['Message', run.message],
      ['Approves', run.approves ? `run ${run.approves}` : undefined],
      ['Config', run.config_hash?.slice(0, 12)],
    ]
    const told = facts.filter(([, value]) => value)
    world.out(
      `${told.map(([name, value]) => `${paint(world).dim(name.padEnd(10))} ${folded(world, `${value}`, 11)}`).join('\n')}\n`,
    )
    return Exit.done
  })
}

const runJson = (run: RunRow) => ({
  run: run.id,
  job: run.job,
  state: run.state,
  shadow: run.shadow === 1,
  slot: run.slot,
  dueAt: run.due_at,
  attempt: run.attempt,
  startedAt: run.started_at,
  endedAt: run.ended_at,
  startedBy: run.started_by,
  host: run.host,
  pid: run.pid,
  counts: JSON.parse(run.counts ?? '{}'),
  withheld: JSON.parse(run.withheld ?? '{}'),
  message: run.message,
  approves: run.approves,
  configHash: run.config_hash,
})

export async function runById({ db }: School, id: string): Promise<RunRow> {
  const run = /^\d+$/.test(id) ? await runNumbered(db, Number(id)) : undefined
  if (run) return run
  throw new UserError(`There is no run ${id}. See: pars-auto history`, Exit.usage)
}
