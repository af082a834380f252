import { Exit } from '../exit.ts'
import { counted } from '../outbox/words.ts'
import { headline } from '../runner/alert.ts'
import { pauseText } from '../runner/pause.ts'
import type { School } from '../runner/school.ts'
import { type OutboxState, troubleOf } from '../runner/status.ts'
import type { World } from '../world.ts'
import { howLong, paint, when, wrapped } from './display.ts'
import type { Shown } from './status.ts'

/** Of each sort so many are shown: it is to fit on a screen. */
const MOST = 5
const LABEL = 11

/** How everything stands, for people. */
export function statusText(world: World, school: School, shown: Shown): string {
  const { green, yellow, red } = paint(world)
  const { found, code, isBroken } = shown
  const { config, db } = school
  const heading =
    code === Exit.done
      ? green('all is well')
      : (code === Exit.held || code === Exit.partial ? yellow : red)('somebody is needed')
  const lines = [
    `${config.school.name}: ${heading}.`,
    '',
    ...section('Ticks', tickLines(world, school, shown)),
    ...section(
      'Config',
      isBroken ? [red('has errors; the last valid one is in force: pars-auto validate')] : [],
    ),
    ...section('Database', [db.place]),
    ...section('Jobs', jobLines(world, school, shown)),
    ...section('Mandatory', mandatoryLines(world, school, shown)),
    ...section('Open', incidentLines(world, school, shown)),
    ...section(
      'Paused',
      found.pauses.map((pause) => yellow(`${pause.job ? `${pause.job}: ` : ''}${pauseText(config, pause)}`)),
    ),
    ...section(
      'Held back',
      found.cautions.map(({ detail }) => yellow(detail)),
    ),
    ...section('Outbox', outboxLines(world, found.outbox)),
    ...section(
      'Next',
      shown.next.map(({ job, slot }) => `${when(config.school.zone, slot.at)}  ${job}`),
    ),
  ]
  return `${lines.flatMap((line) => broken(world, line)).join('\n')}\n`
}

/** What can be said while the database is away. */
export function awayText(world: World, message: string, lastTick: number | undefined): string {
  const { red } = paint(world)
  const lines = [
    `${red('The database cannot be reached.')}`,
    '',
    ...section('Ticks', [hereText(world, lastTick)]),
    ...section('Database', [message]),
  ]
  return `${lines.flatMap((line) => broken(world, line)).join('\n')}\n`
}

/** The lines of a section, under its name; none where there is nothing to say. */
const section = (name: string, lines: string[]): string[] =>
  lines.map((line, n) => `${(n === 0 ? name : '').padEnd(LABEL)}${line}`)

/** A line that is too long for the terminal goes on below itself. Colours are not counted. */
function broken(world: World, line: string): string[] {
  const width = Math.max(40, Math.min(world.columns, 120))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  if (line.replace(/\u001b\[\d+m/g, '').length <= width) return [line]
  const [first = '', ...rest] = wrapped(line.slice(LABEL), width - LABEL)
  return [line.slice(0, LABEL) + first, ...rest.map((one) => ' '.repeat(LABEL) + one)]
}

function hereText(world: World, lastTick: number | undefined): string {
  if (lastTick === undefined) return `${world.host.name}, this host, has never ticked with this config.`
  return `${world.host.name}, this host, ticked ${howLong(Math.max(0, world.clock() - lastTick))} ago.`
}

function tickLines(world: World, { config }: School, { found, lastTick }: Shown): string[] {
  const { red } = paint(world)
  const { stopped, hosts } = found.ticks
  const looked = hosts
    .slice(0, MOST)
    .map(({ host, at }) => `${host} looked at everything ${when(config.school.zone, at)}.`)
  const here = lastTick === undefined && hosts.length > 0 ? [] : [hereText(world, lastTick)]
  return [
    ...(stopped
      ? [red('have stopped. Is the task enabled that starts pars-auto run-due every minute?')]
      : []),
    ...here,
    ...looked,
  ]
}

function jobLines(world: World, { config }: School, { found }: Shown): string[] {
  const { red, yellow } = paint(world)
  const { zone } = config.school
  const lines = found.jobs.slice(0, MOST).flatMap(({ job, trouble, since, run, lastSuccess, incident }) => {
    const alert = found.incidents.find(({ id }) => id === incident)!
    const acked = alert.acked_at ? `, acknowledged by ${alert.acked_by}` : ''
    const does = { failed: red('failed'), held: yellow('is held'), partial: yellow('was done in part') }[
      trouble
    ]
    const last = lastSuccess ? `last success ${when(zone, lastSuccess)}` : 'it has never succeeded'
    const advice = trouble === 'failed' || run === null ? `why ${job}` : `approve ${run}`
    return [
      `${job} ${does} since ${when(zone, since)}; ${last} (${incident}${acked}).`,
      `  ${trouble === 'failed' ? 'Why' : 'To let it go'}: pars-auto ${advice}`,
    ]
  })
  return [...lines, ...more(found.jobs, 'list')]
}

function mandatoryLines(world: World, { config }: School, { found }: Shown): string[] {
  const { red } = paint(world)
  const width = Math.max(...found.mandatory.map(({ job }) => job.length))
  return found.mandatory.map(({ job, lastSuccess, overdue }) => {
    const last = lastSuccess ? when(config.school.zone, lastSuccess) : 'not yet'
    return `${job.padEnd(width)}  ${overdue ? red(`${last}: that is over 36 hours ago`) : last}`
  })
}

function incidentLines(world: World, { config }: School, { found }: Shown): string[] {
  const { dim } = paint(world)
  const others = found.incidents.filter(({ subject }) => !troubleOf(subject))
  const lines = others.slice(0, MOST).map(({ id, opened_at, message, acked_by }) => {
    const acked = acked_by ? dim(`, acknowledged by ${acked_by}`) : ''
    return `${id}, since ${when(config.school.zone, opened_at)}${acked}: ${headline(message)}`
  })
  const advice = found.incidents.some(({ acked_at }) => !acked_at)
    ? [dim('To be reminded no more: pars-auto ack NUMBER')]
    : []
  return [...lines, ...more(others, 'ack'), ...advice]
}

const more = (all: unknown[], command: string): string[] =>
  all.length > MOST ? [`and ${all.length - MOST} more: pars-auto ${command}`] : []

function outboxLines(world: World, outbox: OutboxState[]): string[] {
  const { red, yellow } = paint(world)
  const lines = outbox.flatMap(({ kind, waiting, unknown, failed, trouble }) => {
    const parts = [
      ...(waiting ? [`${counted(kind, waiting)} waiting`] : []),
      ...(unknown ? [red(`${counted(kind, unknown)} unknown`)] : []),
      ...(failed ? [yellow(`${counted(kind, failed)} not sent in the last week`)] : []),
    ]
    return parts.length > 0 ? [`${parts.join(', ')}${trouble ? `. ${trouble}` : ''}`] : []
  })
  return lines.length > 0 ? [...lines, 'See: pars-auto outbox list'] : ['empty']
}
