import { MASK } from '../config/source.ts'
import type { Invocation } from '../world.ts'

const GONE = '…'

/** What could be about a person, or be one's words, wherever it comes from: whatever is in quotes, for a start. */
const SUSPECTS: [RegExp, string][] = [
  [/"[^"\n]*"/g, `"${GONE}"`],
  [/“[^”\n]*”/g, `“${GONE}”`],
  [/(?<![\p{L}\p{N}])'[^'\n]*'/gu, `'${GONE}'`],
  [/(?<![\p{L}\p{N}])‘[^’\n]*’/gu, `‘${GONE}’`],
  [/`[^`\n]*`/g, `\`${GONE}\``],
  // As SQL Server says which key there is twice.
  [/\bis \([^\n]*?\)/g, `is (${GONE})`],
  [/[^\s<>(),;:]+@[^\s<>(),;:]+/g, `${GONE}@${GONE}`],
  // Seven digits and more, as telephone and pupil numbers have them, however they are grouped. No dates.
  [/(?<![\d-])(?!\d{4}-\d\d-\d\d(?!\d))\+?(?:\d[ ()/.-]*){6,}\d/g, GONE],
]

/** What a message is blanked by. */
export interface Known {
  /** Secrets, and whatever else the config must not show. */
  confidential: ReadonlySet<string>
  /** Ids of jobs: they may stand there. */
  ids: ReadonlySet<string>
  command?: Invocation | undefined
}

/** A message without what it may say of anybody: its first line, with what was typed, quoted or secret blanked. */
export function impersonal(message: string, known: Known): string {
  const [line = ''] = message.trim().split('\n')
  let text = blank(line, known)
  for (const one of typed(known)) text = text.replace(whole(one), GONE)
  return SUSPECTS.reduce((result, [suspect, instead]) => result.replace(suspect, instead), text).slice(
    0,
    1000,
  )
}

/** Where in our code it happened. The message, which the stack begins with, is left out. */
export const frames = (stack: string, known: Known): string =>
  blank(
    stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim())
      .join('\n'),
    known,
  ).slice(0, 4000)

/** The longest first: one may be part of another. One of three letters is only blanked where it stands alone. */
const blank = (text: string, { confidential }: Known): string =>
  [...confidential]
    .sort((a, b) => b.length - a.length)
    .reduce(
      (result, one) => (one.length < 4 ? result.replace(whole(one), MASK) : result.replaceAll(one, MASK)),
      text,
    )

/** Arguments and options of the command line, but for the config, ids of jobs and short numbers, such as of a run. */
function typed({ command, ids }: Known): string[] {
  const { config: _, ...options } = command?.options ?? {}
  return [...(command?.args ?? []), ...Object.values(options)]
    .flat()
    .filter((one) => typeof one === 'string')
    .filter((one) => one.length > 1 && !ids.has(one) && !/^\d{1,6}$/.test(one))
    .sort((a, b) => b.length - a.length)
}

const whole = (text: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu')
