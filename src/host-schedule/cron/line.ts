import { UserError } from '../../exit.ts'
import { readTick, type Tick, tickOf, type Wanted } from '../schedule.ts'
import { shellWords } from './shell-words.ts'

/** Longer lines some crons cut off, or refuse. */
const LONGEST = 990

/**
 * The line that starts a tick every minute, with a mark by which it is found again. A percent sign would end the
 * command, so it is marked as one.
 * @param user who runs it, in the tables of the host; those of an account do not say
 */
export function cronLine(wanted: Wanted, user?: string): string {
  const { name, folder } = wanted
  const command = `cd ${quoted(folder)} && ${tickOf(wanted).map(quoted).join(' ')} ${markOf(name)}`
  const line = `* * * * * ${user === undefined ? '' : `${user} `}${command.replaceAll('%', '\\%')}`
  if (/[\n\r]/.test(line)) throw new UserError('cron cannot start what has a line break in its path.')
  if (line.length > LONGEST) throw new UserError('The paths are too long for a line of cron.')
  return line
}

/** What a line of ours ends with: the shell takes it for a comment. */
export const markOf = (name: string): string => `# install-schedule ${name}`

const quoted = (word: string): string =>
  /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** A line that starts ticks. */
export interface CronTick extends Tick {
  folder?: string | undefined
  /** The five times, or a word such as `@hourly`. */
  times: string
}

/**
 * What a line of a crontab starts; undefined for one that starts no ticks.
 * @param hasUser whether the account stands between the times and the command
 */
export function readCronLine(line: string, hasUser: boolean): CronTick | undefined {
  const user = hasUser ? String.raw`\S+\s+` : ''
  const found = new RegExp(String.raw`^\s*((?:\S+\s+){4}\S+|@\w+)\s+${user}(.*)$`).exec(line)
  if (!found || line.trimStart().startsWith('#')) return undefined
  const [, times, command] = found as unknown as [string, string, string]
  // `cd FOLDER && PROGRAM …`: each part is a command of its own.
  const parts = commands(shellWords(command.replaceAll('\\%', '%')))
  const tick = parts.map(readTick).find((one) => one !== undefined)
  if (!tick) return undefined
  const into = parts.find(([first]) => first === 'cd')
  return { ...tick, folder: into?.[1], times: times.replace(/\s+/g, ' ') }
}

function commands(words: string[]): string[][] {
  const parts: string[][] = [[]]
  for (const word of words)
    if (/^(?:&&|\|\||[;|&])$/.test(word)) parts.push([])
    else parts.at(-1)!.push(word)
  return parts
}
