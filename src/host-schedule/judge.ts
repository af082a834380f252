import { existsSync } from 'node:fs'
import path from 'node:path'
import { SILENCE } from '../../bin/idle.js'
import { DEFAULT_CONFIG } from '../commands/options.ts'
import { readNote } from '../runner/note.ts'
import type { Entry, Trouble, Wanted } from './schedule.ts'

const AGAIN = 'pars-auto install-schedule'

/** The entries that are about this config: those that start ticks for it, and those that bear its name. */
export const about = (entries: Entry[], wanted: Wanted): Entry[] =>
  entries.filter((entry) => entry.isNamed || isSame(entry, configOf(entry), wanted.config))

/** What is wrong with how this config is started. @param entries those that are about it */
export function troublesOf(entries: Entry[], wanted: Wanted): Trouble[] {
  const isFor = (entry: Entry) => isSame(entry, configOf(entry), wanted.config)
  const active = entries.filter((entry) => !entry.isOff && isFor(entry))
  const troubles = entries.flatMap((entry) => ofEntry(entry, wanted))
  if (entries.length === 0)
    troubles.push({ problem: `Nothing on this computer starts pars-auto for ${wanted.config}.`, cure: AGAIN })
  if (active.length > 1)
    troubles.push({
      problem: `${active.length} entries start it: ${active.map(({ where }) => where).join('; ')}. Each job still runs once, but every tick costs twice.`,
      cure: active
        .filter(({ isNamed }, at) => !isNamed && (at > 0 || active.some((one) => one.isNamed)))
        .map(({ removal }) => removal)
        .join('; '),
    })
  return troubles
}

function ofEntry(entry: Entry, wanted: Wanted): Trouble[] {
  const { where, isOff, program, folder, troubles } = entry
  const told = (problem: string, cure = AGAIN): Trouble => ({ problem: `${where}: ${problem}.`, cure })
  const config = configOf(entry)
  const missing = program.find((file) => path.isAbsolute(file) && !existsSync(file))
  const found: Trouble[] = []
  if (isOff) found.push(told('it is switched off', AGAIN))
  if (missing !== undefined) found.push(told(`${missing} is not there`))
  else if (!isSameProgram(entry, wanted))
    found.push(told(`it starts ${program.join(' ')}, and this is ${wanted.program.join(' ')}`))
  if (!isSame(entry, config, wanted.config))
    found.push(told(`it starts pars-auto for ${config ?? 'no config'}, not for ${wanted.config}`))
  if (folder !== undefined && !existsSync(folder)) found.push(told(`its folder ${folder} is not there`))
  else if (folder !== undefined && !isSame(entry, folder, wanted.folder))
    found.push(told(`it starts in ${folder}, not in ${wanted.folder}`))
  return [...found, ...troubles.map(({ problem, cure }) => told(problem, cure))]
}

/** What stands there may leave it to the folder. */
function configOf({ config = DEFAULT_CONFIG, folder }: Entry): string | undefined {
  if (path.isAbsolute(config)) return config
  return folder === undefined ? undefined : path.resolve(folder, config)
}

/** `node bin/pars-auto.js`, as a person writes it, is the same as what is found by it. */
function isSameProgram(entry: Entry, { program }: Wanted): boolean {
  const full = entry.program.map((word, at) =>
    at > 0 && entry.folder !== undefined ? path.resolve(entry.folder, word) : word,
  )
  if (full.length !== program.length) return false
  return full.every((word, at) => isSame(entry, word, program[at]!) || (at === 0 && !path.isAbsolute(word)))
}

/** Windows makes no difference between capitals, and lists letters beyond ASCII as the console can show them. */
function isSame({ kind }: Entry, found: string | undefined, wanted: string): boolean {
  if (found === undefined) return false
  const plain = (file: string) => {
    const whole = path.normalize(file).replace(/(.)[\\/]$/, '$1')
    return kind === 'windows' ? whole.toLowerCase().replace(/[^\x20-\x7e]/g, '?') : whole
  }
  return plain(found) === plain(wanted)
}

/** When the last tick of a config was, by the host's clock; undefined where none has left a trace. */
export const lastTickOf = (config: string): number | undefined => readNote(config)?.touched

/**
 * What the last tick tells.
 * @param now by the host's clock
 * @param ago how long that is, in words
 */
export function tickTrouble(config: string, now: number, ago: (ms: number) => string): Trouble | undefined {
  const last = lastTickOf(config)
  if (last !== undefined && now - last <= SILENCE) return undefined
  const folder = path.join(path.dirname(config), '.pars-auto')
  return {
    problem:
      last === undefined
        ? `No tick has left a trace in ${folder} yet.`
        : `The last tick was ${ago(now - last)} ago. There should be one every minute.`,
    cure:
      last === undefined
        ? 'wait two minutes after an install; then see whether that folder may be written by whoever the ticks run as'
        : 'see what the scheduler says of it: docs/install-schedule.md, "When the ticks stop"',
  }
}
