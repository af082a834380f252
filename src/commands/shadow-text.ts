import type { Config } from '../config/config.ts'
import { countsText } from '../runner/sentence.ts'
import type { Day } from '../schedule/day.ts'
import { type ComparedStep, type Comparison, isAlike } from '../shadow/comparison.ts'
import type { World } from '../world.ts'
import { columns, onOneLine, paint, when, wrapped } from './display.ts'

/** What each verdict means, in a sentence. */
const VERDICTS: Record<Comparison['verdict'], string> = {
  none: 'has not rehearsed in this time',
  blind: 'cannot be compared: nothing in the database shows what PARS did of it',
  quiet: 'agrees: nothing was ever left to do',
  agrees: 'agrees',
  differs: 'differs',
  trouble: 'cannot be worked out',
}

/** @param inFull one job was asked for: its days as well, and each of its groups */
export function comparisonText(
  world: World,
  config: Config,
  compared: Comparison[],
  since: Day,
  inFull: boolean,
): string {
  const { dim } = paint(world)
  const blocks = compared.map((one) => blockOf(world, config, one, inFull))
  return `${dim(`Since ${since}. Done: it has come about, so PARS did the same.`)}\n\n${blocks.join('\n')}`
}

function blockOf(world: World, config: Config, one: Comparison, inFull: boolean): string {
  const { bold, green, red, yellow } = paint(world)
  const { verdict, job, looks, nights, lastLook, trouble } = one
  const colours = { agrees: green, quiet: green, differs: red, trouble: red, none: yellow, blind: yellow }
  const configured = config.jobs.find(({ id }) => id === job)!
  const live = configured.shadow ? '' : ' (live by now)'
  const times = `${plural(looks, 'rehearsal')} on ${plural(nights, 'day')}`
  const lines = [
    `${bold(job)}${live}: ${colours[verdict](VERDICTS[verdict])}`,
    ...(lastLook ? [`  ${times}, the last ${when(config.school.zone, lastLook)}`] : []),
    ...(trouble ? [`  ${trouble}`] : []),
    ...one.steps.flatMap((step) => stepLines(step)),
    ...alikeLine(one),
  ]
  const days = inFull && one.days.length > 0 ? `\n${daysTable(world, config, one)}` : ''
  return `${lines.flatMap((line) => wrapped(line, world.columns)).join('\n')}\n${groupTable(world, one, inFull)}${days}`
}

const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

function stepLines({ meaning, planned, done, waiting, open, dropped, beyond, besides, fresh }: ComparedStep) {
  const parts = [
    `${planned} wanted`,
    ...(planned > 0 ? [`${done} done`] : []),
    ...(waiting > 0 ? [`${waiting} not yet, which may still come`] : []),
    ...(open > 0 ? [`${open} not done for over a day`] : []),
    ...(dropped > 0 ? [`${dropped} no longer wanted`] : []),
    ...(fresh > 0 ? [`${fresh} new since the last rehearsal`] : []),
  ]
  return [
    `  ${meaning}: ${parts.join(', ')}`,
    ...(beyond > 0 ? [`    and ${beyond} more at once, which cannot be followed one by one`] : []),
    ...(besides ? [`    and ${besides} that came about without being wanted, by PARS or by people`] : []),
  ]
}

function alikeLine({ groups }: Comparison): string[] {
  if (groups.length === 0) return []
  const alike = groups.filter(isAlike).length
  return [`  ${alike} of ${plural(groups.length, 'group')} have the same pupils, as things stand now`]
}

/** In full, or only those that differ. */
function groupTable(world: World, { groups }: Comparison, inFull: boolean): string {
  const shown = inFull ? groups : groups.filter((group) => !isAlike(group))
  if (shown.length === 0) return ''
  const rows = shown.map(({ name, group, both, onlyUs, onlyThem }) => [
    `  ${onOneLine(name)}`,
    group === undefined ? 'none of that name' : String(group),
    String(both),
    String(onlyUs),
    String(onlyThem),
  ])
  return columns(world, ['  Group', 'In PARS', 'In both', 'Only by us', 'Only by PARS'], rows)
}

function daysTable(world: World, config: Config, { job, days }: Comparison): string {
  const declared = config.jobs.find(({ id }) => id === job)!
  const rows = days.map(({ day, looks, counts }) => [`  ${day}`, String(looks), countsText(declared, counts)])
  return columns(world, ['  Day', 'Rehearsals', 'Would have'], rows)
}
