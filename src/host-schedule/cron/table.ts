import type { Entry } from '../schedule.ts'
import { readCronLine } from './line.ts'

/** A crontab, or a table of the host. */
export interface Table {
  where: string
  text: string
  /** Whether each line names its account. */
  hasUser: boolean
  isNamed: (line: string) => boolean
  removal: string
}

const EVERY_MINUTE = ['* * * * *', '*/1 * * * *']

/** The lines of a table that start ticks. */
export function entriesOf({ where, text, hasUser, isNamed, removal }: Table): Entry[] {
  return text.split('\n').flatMap((line, at) => {
    // One that somebody put to sleep is told apart from one that was never there.
    const isOff = isNamed(line) && line.trimStart().startsWith('#')
    const tick = readCronLine(isOff ? line.replace(/^[\s#]+/, '') : line, hasUser)
    if (!tick) return []
    const { program, folder, config, times } = tick
    const isMinutely = EVERY_MINUTE.includes(times)
    return {
      kind: 'cron' as const,
      where: `${where}, line ${at + 1}`,
      isNamed: isNamed(line),
      isOff,
      ...{ program, folder, config, removal },
      troubles: isMinutely
        ? []
        : [{ problem: `it starts at ${times}, not every minute`, cure: 'pars-auto install-schedule' }],
    }
  })
}
