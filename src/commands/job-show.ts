import path from 'node:path'
import { inline } from '../config/inline.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { titleOf } from '../reports/titled.ts'
import { agendaAt } from '../runner/due.ts'
import { newestRuns } from '../runner/records.ts'
import { lastRunJson, type RunRow } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint, when, wrapped } from './display.ts'
import { detailOf } from './history.ts'
import { jobNamed, type NamedJob } from './job-named.ts'
import { type Setting, settingsOf } from './job-settings.ts'
import { comingRuns } from './list.ts'
import type { CommonOptions } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Runs to come that are shown. */
const RUNS_SHOWN = 5

/** One job as it is in force: PARS' Job Properties. */
export async function showJob(world: World, options: CommonOptions, id: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const named = jobNamed(school.config, id)
    const properties = await propertiesOf(school, named)
    world.out(options.json ? asJson(jsonOf(named, properties)) : textOf(world, school, named, properties))
    return Exit.done
  })
}

interface Properties {
  settings: Setting[]
  coming: ReturnType<typeof comingRuns>
  last: RunRow | undefined
  /** What it waits for now. */
  waits: string | undefined
}

async function propertiesOf(school: School, { configured, isInConfig }: NamedJob): Promise<Properties> {
  const { config, db } = school
  const now = await db.now()
  const { waiting } = await agendaAt(school, now)
  const [last] = await newestRuns(db, 1, configured.id)
  return {
    settings: settingsOf(config, configured),
    coming: isInConfig ? comingRuns([configured], now, RUNS_SHOWN) : [],
    last,
    waits: waiting.find(({ job }) => job === configured.id)?.why,
  }
}

const jsonOf = ({ configured, isInConfig }: NamedJob, { settings, coming, last, waits }: Properties) => ({
  job: configured.id,
  kind: configured.job.name,
  title: configured.job.title,
  summary: configured.job.summary,
  mandatory: configured.job.mandatory === true,
  inConfig: isInConfig,
  enabled: isInConfig && configured.enabled,
  shadow: configured.shadow,
  schedule: configured.schedule.text,
  settings: settings.map(({ key, value, line, file }) => ({
    key,
    value: value ?? null,
    line: line ?? null,
    file: file ? path.basename(file) : null,
  })),
  nextRuns: coming.map(({ slot }) => ({ slot: slot.name, at: new Date(slot.at).toISOString() })),
  waits: waits ?? null,
  lastRun: last ? lastRunJson(last) : null,
})

function textOf(world: World, school: School, named: NamedJob, properties: Properties): string {
  const { configured } = named
  const { id, job } = configured
  const { bold, dim } = paint(world)
  const { settings, coming, last, waits } = properties
  const { zone } = school.config.school
  const facts: [string, string[]][] = [
    ['State', [stateOf(named)]],
    ['Runs', [configured.schedule.text]],
    ['Next', coming.map(({ slot }) => when(zone, slot.at))],
    ['Waits', waits ? [waits] : []],
    ['Last', last ? lastLines(school, last) : ['it has not run yet']],
  ]
  const told = facts.flatMap(([name, lines]) =>
    lines
      .flatMap((line) => wrapped(line, Math.max(world.columns, 40) - 8))
      .map((line, at) => `${dim((at === 0 ? name : '').padEnd(7))} ${line}`),
  )
  const rows = settings.map(({ key, value, line, file }) => [
    key,
    value === undefined ? dim('not set') : lines(inline(value), Math.max(world.columns - 50, 24)),
    line === undefined ? dim('as usual') : `${path.basename(file ?? '')}:${line}`,
  ])
  return [
    `${bold(id)}: ${titleOf(configured)}${job.mandatory ? ' (mandatory)' : ''}`,
    ...wrapped(job.summary, world.columns),
    '',
    ...told,
    '',
    columns(world, ['Setting', 'Value', 'From'], rows).trimEnd(),
    '',
    `To change one:        pars-auto job set ${id} KEY=VALUE`,
    `What each is about:   docs/config.md; what the job does: docs/jobs.md`,
    '',
  ].join('\n')
}

const lines = (text: string, width: number) => wrapped(text, width).join('\n')

function stateOf({ configured, isInConfig }: NamedJob): string {
  const { id, enabled, shadow } = configured
  if (!isInConfig) return `not in the config, so it does not run. To add it: pars-auto job set ${id}`
  if (!enabled) return 'switched off'
  return shadow ? `in shadow: it records what it would do. To end that: pars-auto go-live ${id}` : 'live'
}

function lastLines(school: School, run: RunRow): string[] {
  const { zone } = school.config.school
  const inShadow = run.shadow ? ', in shadow' : ''
  const detail = detailOf(school, run)
  return [
    `${when(zone, run.started_at)} ${run.state}${inShadow} (run ${run.id})`,
    ...(detail ? [detail] : []),
  ]
}
