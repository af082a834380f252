import { Exit, UserError } from '../exit.ts'
import { Day } from '../schedule/day.ts'

/**
 * A date on the command line.
 * @param flag the option it was given with, for the message
 * @throws UserError when it is none
 */
export function dateOf(flag: string, text: string): Day {
  try {
    return Day.parse(text.trim())
  } catch {
    throw new UserError(`${flag} takes a date such as 2026-11-23; "${text}" is none.`, Exit.usage)
  }
}
