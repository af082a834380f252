import { setFlagsFromString } from 'node:v8'
import { DatabaseBusy, DatabaseUnreachable } from '../db/database.ts'
import { inPlainWords } from '../db/trouble.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { provablyAlive } from '../runner/alive.ts'
import { patiently } from '../runner/patiently.ts'
import type { School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import { deliver, type Held } from './deliver.ts'
import { removeOldFiles } from './files.ts'
import { holdOn } from './hold.ts'
import { takeLease } from './lease.ts'
import { tellOfClosed, tellOfOpened } from './trouble.ts'
import { isWork, waiting } from './waiting.ts'
import { plural, tallyText } from './words.ts'

/**
 * Sends what is due, of every kind: one kind after the other, each under its own lease. While a caution stands nothing
 * but alerts leaves, and what paused jobs have put on its way waits. Says in a line what left.
 * @param despite a job that a person has just run: what it sends goes although it is paused
 * @returns how it went, for the exit code
 */
export async function drain(school: School, despite?: string): Promise<ExitCode[]> {
  const { db, stop } = school
  if ((await waiting(db)).length === 0) return []
  const now = await db.now()
  const hold = await holdOn(db, school, now, despite)
  const open = await waiting(db, hold)
  const codes: ExitCode[] = []
  for (const one of open) {
    if (stop.aborted) break
    const channel = school.channels[one.kind]?.(school)
    try {
      if (!channel) await tellOfClosed(school, one.kind, now)
      else if (isWork(one, now)) {
        await tellOfOpened(school, one.kind, now)
        codes.push(...(await drainKind(school, channel, { hold, despite })))
      }
    } catch (error) {
      if (error instanceof DatabaseBusy) throw error
      // A text is looked at again before it goes, and who it is for may be in a database that is away.
      const words = error instanceof DatabaseUnreachable ? error.message : inPlainWords(error)
      school.logTrouble(one.kind, error, !words)
      school.tell(`${plural(one.kind)}: could not be sent. ${words ?? (error as Error).stack}`)
      codes.push(Exit.failed)
    } finally {
      channel?.close()
    }
  }
  if (!hold?.caution && open.some((one) => isWork(one, now))) await removeOldFiles(school)
  return codes
}

async function drainKind(school: School, channel: Channel, held: Held): Promise<ExitCode[]> {
  // Thousands of short-lived requests make V8 enlarge its space for new objects, by 30 MB; it does as well without.
  setFlagsFromString('--semi-space-growth-factor=1')
  return provablyAlive(async (token) => {
    const lease = await takeLease(school, channel, token)
    // Somebody else is sending them.
    if (!lease) return []
    try {
      const { tally, trouble } = await deliver(school, channel, lease, held)
      const words = tallyText(channel.kind, tally)
      if (words) school.tell(words)
      return [
        ...(trouble && trouble.retryAfter === undefined ? [Exit.failed] : []),
        ...(tally.unknown ? [Exit.partial] : []),
      ]
    } finally {
      await patiently(() => lease.release(school))
    }
  })
}
