import { utimesSync } from 'node:fs'
import { noteFile } from '../../bin/idle.js'
import { readEnvFile, variables } from '../config/variables.ts'
import { type DatabasePlace, LoginRefused } from '../db/database.ts'
import type { Note } from '../runner/note.ts'
import { isPaused, noteRefusal } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { placeAt } from './place.ts'
import type { JobLook, Look, Sent, Statement } from './statement.ts'

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
  const place = placeAt(look.database, config, variables(here.env, valuesFrom(look)))
  if (!place) return false
  const login = { config, place, now: here.clock() }
  if (isPaused(login)) return false
  const asked = [{ statement: look.otherwise, slot: now }]
  for (const { waiting, slots } of due) asked.push({ statement: waiting, slot: lastOf(slots, now) })
  const done = due.flatMap(({ counted, slots }) =>
    counted.map((statement) => ({ statement, slot: lastOf(slots, now) })),
  )
  let database: Looking | undefined
  try {
    database = await open(place, here)
    const { found, clock } = await database.ask(asked.map((one) => sent(one.statement, one.slot, now)))
    const theirs = here.databaseClock?.() ?? clock ?? now
    if (found || Math.abs(theirs - (here.clock() + offset)) > DRIFT) return false
    await database.write(done.map((one) => sent(one.statement, one.slot, now)))
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

const valuesFrom = ({ envFiles }: Look): Record<string, string> =>
  Object.assign({}, ...envFiles.map((file) => readEnvFile(file).values).reverse())

/** Of those that have come, the latest. */
const lastOf = (slots: number[], now: number): number => Math.max(...slots.filter((slot) => slot <= now))

/** With the moments that it is about. */
function sent({ text, values }: Statement, slot: number, now: number): Sent {
  return {
    text,
    values: values.map((value) => {
      if ('is' in value) return { value: value.is, type: value.type }
      const instant = 'later' in value ? now + value.later : slot
      return { value: new Date(instant).toISOString(), type: value.type }
    }),
  }
}
