import path from 'node:path'
import { isPattern } from '../../bin/idle.js'
import { loadConfig } from '../config/load.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { about, lastTickOf, tickTrouble, troublesOf } from '../host-schedule/judge.ts'
import type { Entry, HostSchedule, Kind, Trouble, Wanted } from '../host-schedule/schedule.ts'
import { hereOf, scheduleOf, schedulesHere } from '../host-schedule/which.ts'
import { type SchoolFile, schoolsAt } from '../many/schools.ts'
import type { World } from '../world.ts'
import { asJson, howLong, wrapped } from './display.ts'
import { type CommonOptions, configFile } from './options.ts'
import { usableConfig } from './school.ts'

interface ScheduleOptions extends CommonOptions {
  kind?: Kind
  system?: boolean
  name: string
  account?: string
  password?: boolean
  print?: boolean
}

/** Lets the system start the ticks, or shows what it would be given. */
export async function install(world: World, options: ScheduleOptions): Promise<ExitCode> {
  const wanted = wantedOf(world, options)
  for (const { file } of schoolsOf(wanted)) usableConfig(world, { config: file })
  const [schedule] = await schedulesOf(world, options)
  if (wanted.system && wanted.account === undefined && schedule!.kind !== 'windows')
    throw new UserError('With --system, --account says whoever the ticks run as.', Exit.usage)
  if (options.print) {
    const pieces = await schedule!.pieces(wanted)
    for (const { where, text } of pieces) {
      // So that one alone can be written to a file as it is.
      if (pieces.length > 1) world.out(`# ${where}\n`)
      else world.err(`${where}:\n`)
      world.out(`${text.trimEnd()}\n`)
    }
    return Exit.done
  }
  for (const sentence of await schedule!.install(wanted)) say(world, sentence)
  const troubles = [
    ...(await foreseen(world, [schedule!], wanted)),
    ...troublesOf(await found([schedule!], wanted), wanted),
  ]
  tell(world, troubles)
  say(world, `In two minutes, see whether the ticks come: ${again('verify-schedule', options)}`)
  return Exit.done
}

/** Whether the system starts the ticks as it should, and whether they come. */
export async function verify(world: World, options: ScheduleOptions): Promise<ExitCode> {
  const wanted = wantedOf(world, options)
  const schedules = await schedulesOf(world, options)
  const entries = await found(schedules, wanted)
  const now = world.clock()
  const schools = schoolsOf(wanted)
  const ticks = schools.map(({ file }) => lastTickOf(file))
  const last = ticks.includes(undefined) ? undefined : Math.min(...(ticks as number[]))
  const troubles = [
    ...troublesOf(entries, wanted),
    ...(await foreseen(
      world,
      schedules.filter(({ kind }) => entries.some((entry) => entry.kind === kind)),
      wanted,
    )),
    ...eachSchool(schools, ({ file }) => tickTrouble(file, now, howLong) ?? []),
  ]
  if (options.json) {
    const { config, program } = wanted
    const lastTick = last === undefined ? null : new Date(last).toISOString()
    const listed = entries.map(({ troubles: _troubles, removal: _removal, ...entry }) => entry)
    world.out(asJson({ config, program, entries: listed, lastTick, troubles }))
  } else {
    for (const entry of entries) world.out(described(entry))
    if (last !== undefined) say(world, `The last tick was ${howLong(Math.max(0, now - last))} ago.`)
    tell(world, troubles)
    if (troubles.length === 0) say(world, 'All is as it should be.')
  }
  return troubles.length === 0 ? Exit.done : Exit.failed
}

/** Takes away what was installed under this name, by whatever it is started. */
export async function uninstall(world: World, options: ScheduleOptions): Promise<ExitCode> {
  const wanted = wantedOf(world, options)
  const schedules = await schedulesOf(world, options)
  const done: string[] = []
  for (const schedule of schedules) done.push(...(await schedule.uninstall(wanted)))
  for (const sentence of done) say(world, sentence)
  if (done.length === 0) say(world, `Nothing was installed under the name ${wanted.name}.`)
  const left = (await found(schedules, wanted)).filter(({ isOff }) => !isOff)
  for (const { where, removal } of left) say(world, `${where} still starts it. To take it away: ${removal}`)
  if (done.length > 0 && left.length === 0)
    say(world, `Nothing starts pars-auto for ${wanted.config} any more.`)
  return Exit.done
}

function wantedOf(world: World, options: ScheduleOptions): Wanted {
  const { name, account, system = false, password = true } = options
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/.test(name))
    throw new UserError(`--name takes letters, digits, - and _; "${name}" has others.`, Exit.usage)
  if (account !== undefined && !/^[^\s/:%"'<>|;&][^/:%"'<>|;&\n]*$/.test(account))
    throw new UserError(`--account takes the name of an account; "${account}" is none.`, Exit.usage)
  const config = path.resolve(world.cwd, configFile(options, world))
  return {
    ...{ name, account, system, config, folder: folderOf(config) },
    program: world.machine.program,
    withoutPassword: !password,
    now: world.clock(),
  }
}

/** Where a config lies, or where a pattern of configs begins. */
function folderOf(config: string): string {
  const folder = path.dirname(config)
  return isPattern(folder) ? folderOf(folder) : folder
}

/** @throws UserError when a pattern stands for no school */
const schoolsOf = ({ config, folder }: Wanted): SchoolFile[] => schoolsAt([config], folder).schools

/** So many schools are named that have the same trouble. */
const NAMED = 5

/** What is wrong with schools, by their names where there are several. */
function eachSchool(schools: SchoolFile[], look: (school: SchoolFile) => Trouble | Trouble[]): Trouble[] {
  const [alone, ...others] = schools
  if (others.length === 0) return [look(alone!)].flat()
  const found = schools.flatMap((school) =>
    [look(school)].flat().map(({ problem, cure }) => ({ problem: `${school.name}: ${problem}`, cure })),
  )
  if (found.length <= NAMED) return found
  const rest = `And ${found.length - NAMED} more of the kind.`
  return [...found.slice(0, NAMED), { problem: rest, cure: 'see to those that are named first' }]
}

async function schedulesOf(world: World, { kind }: ScheduleOptions): Promise<HostSchedule[]> {
  const here = hereOf(world)
  return kind ? [scheduleOf(kind, here)] : schedulesHere(here)
}

async function found(schedules: HostSchedule[], wanted: Wanted): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const schedule of schedules) entries.push(...(await schedule.entries(wanted)))
  return about(entries, wanted)
}

/** What is said of a setting whose variable has no value. */
const NOT_SET = ['variable', 'secret-not-set']

/** What a tick will not find that a person's terminal has: the variables of its environment. */
async function foreseen(world: World, schedules: HostSchedule[], wanted: Wanted): Promise<Trouble[]> {
  const known = await Promise.all(
    schedules.map(async (schedule) => ({ kind: schedule.kind, env: await schedule.environment(wanted) })),
  )
  return eachSchool(schoolsOf(wanted), ({ file }) => {
    const seenWith = (env: NodeJS.ProcessEnv) => loadConfig(file, { env, now: wanted.now }).problems
    const here = seenWith(world.env)
    const error = here.find(({ severity }) => severity === 'error')
    if (error)
      return {
        problem: `The config has errors, the first in line ${error.line}.`,
        cure: 'pars-auto validate',
      }
    const said = new Set(here.map(({ message }) => message))
    return known.flatMap(({ kind, env }) =>
      (env ? seenWith(env) : [])
        .filter(({ rule, message }) => NOT_SET.includes(rule) && !said.has(message))
        .map(({ line, message }) => ({
          problem: `Started by ${kind}, which has not the variables of your terminal, ${message} (line ${line} of the config).`,
          cure: 'write it into the file that envFile names',
        })),
    )
  })
}

const described = ({ where, isOff, program, folder, config }: Entry): string =>
  [
    `${where}${isOff ? ' (switched off)' : ''}`,
    `  starts  ${program.join(' ')}`,
    ...(folder === undefined ? [] : [`  in      ${folder}`]),
    ...(config === undefined ? [] : [`  with    ${config}`]),
    '',
  ].join('\n')

function tell(world: World, troubles: Trouble[]): void {
  for (const { problem, cure } of troubles) {
    world.out(`\n${wrapped(problem, world.columns).join('\n')}\n`)
    world.out(
      `${wrapped(`-> ${cure}`, world.columns - 2)
        .map((line) => `  ${line}`)
        .join('\n')}\n`,
    )
  }
}

const say = (world: World, sentence: string): void =>
  world.out(`${wrapped(sentence, world.columns).join('\n')}\n`)

/** Another verb, with what tells this school from others. */
const again = (verb: string, { config, name }: ScheduleOptions): string =>
  [
    `pars-auto ${verb}`,
    ...(config === undefined ? [] : [`--config ${isPattern(config) ? `"${config}"` : config}`]),
    ...(name === 'pars-auto' ? [] : [`--name ${name}`]),
  ].join(' ')
