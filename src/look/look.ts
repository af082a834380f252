import { utimesSync } from 'node:fs'
import { noteFile } from '../../bin/idle.js'
import { valuesIn, variables } from '../config/variables.ts'
import { type DatabasePlace, LoginRefused } from '../db/database.ts'
import type { Note } from '../runner/note.ts'
import { isPaused, noteRefusal } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { placeAt } from './place.ts'
import type { JobLook, Look, Sent, Statement, Value } from './statement.ts'

/** A database as a look needs it. */
export interface Looking {
  /** Whether any of the statements gives a row, and what the database's own clock shows, where it has one. */
  ask(statements: Sent[]): Promise<{ found: boolean; clock?: number }>
  /** Carries them out, in one go. */
  write(statements: Sent[]): Promise<void>
  close(): Promise<void>
}

type Here = Pick<World, 'env' | 'clock' | 'databaseClock' | 'onStatement' | 'host'> & {
  /** How long an embedded database may keep this thread waiting for another writer, ms; as usual where it is not said. */
  patience?: number
}

/** Clocks that have moved so far from each other since the note was written are for a whole tick to look at, ms. */
const DRIFT = 2000

/**
 * A tick that may find nothing to do but to look, as most do while a job runs every minute. A whole tick has left
 * word what to ask: is there work for these jobs, has anything else happened? Where both are a no, that is counted,
 * and the tick is over. Whatever is odd is a "no" to the question.
 * @returns whether there was nothing else to do
 */
export async function looked(config: string, note: Note, here: Here): Promise<boolean> {
  const { look, offset } = note
  const now = here.clock() + offset
  if (!look || now >= look.until || look.account !== here.host.person) return false
  const due = look.jobs.filter(({ slots }) => slots.some((slot) => slot <= now))
  try {
    if (due.length > 0 && !(await foundNothing(config, { ...note, look }, due, now, here))) return false
    const seconds = here.clock() / 1000
    utimesSync(noteFile(config), seconds, seconds)
    return true
  } catch {
    return false
  }
}

async function foundNothing(
  config: string,
  { look, offset }: Note & { look: Look },
  due: JobLook[],
  now: number,
  here: Here,
): Promise<boolean> {
  const place = placeAt(look.database, config, variables(here.env, valuesIn(look.envFiles)))
  if (!place) return false
  const login = { config, place, now: here.clock() }
  if (isPaused(login)) return false
  const asked = [look.otherwise, ...due.map(({ waiting }) => waiting)]
  const done = due.flatMap(({ job, slots }) => {
    const slot = Math.max(...slots.filter((one) => one <= now))
    return look.counted.map((statement) => sent(statement, now, { job, slot }))
  })
  let database: Looking | undefined
  try {
    database = await open(place, here)
    const { found, clock } = await database.ask(asked.map((one) => sent(one, now)))
    const theirs = here.databaseClock?.() ?? clock ?? now
    if (found || Math.abs(theirs - (here.clock() + offset)) > DRIFT) return false
    await database.write(done)
    return true
  } catch (error) {
    // The whole tick that follows does not try it again: the account would be locked.
    if (error instanceof LoginRefused) noteRefusal(error, login)
    return false
  } finally {
    await database?.close()
  }
}

async function open(place: DatabasePlace, here: Here): Promise<Looking> {
  if (place.type === 'sqlite')
    return (await import('./sqlite.ts')).openToLook(place, here.onStatement, here.patience)
  return (await import('./sqlserver.ts')).openToLook(place, here.onStatement)
}

/** With the moments that it is about, and the job. */
function sent(
  { text, values, isInstead }: Statement,
  now: number,
  done?: { job: string; slot: number },
): Sent {
  const filledIn = (value: Value) => {
    if ('is' in value) return value.is
    if ('job' in value) return done!.job
    return new Date('later' in value ? now + value.later : done!.slot).toISOString()
  }
  return { text, isInstead, values: values.map((value) => ({ value: filledIn(value), type: value.type })) }
}
