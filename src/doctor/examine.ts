import { performance } from 'node:perf_hooks'
import { setImmediate as soon, setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { inPlainWords } from '../db/trouble.ts'
import { UserError } from '../exit.ts'
import { type Check, type Finding, failed, none, type Patient } from './check.ts'

/** What came of one check. */
export interface Examined {
  check: string
  findings: Finding[]
  /** How long it took, ms. */
  took: number
}

/** How long a check may take unless it says otherwise, ms. */
const PATIENCE = 15_000
/** How long the database may take to say goodbye, ms. */
const PARTING = 2000

/** How the database is opened for the checks that look at it: once. */
export type Open = () => Promise<Database>

/**
 * Does the checks, side by side where they do not look at the database. Whatever becomes of one, the others are done.
 * @param done called as each of them ends
 * @returns in the order of the checks
 */
export async function examine(
  checks: Check[],
  patient: Patient,
  open: Open,
  done: (name: string) => void,
): Promise<Examined[]> {
  let opened: Promise<Database> | undefined
  const database = () => {
    opened ??= open()
    return opened
  }
  const one = async (check: Check) => {
    const examined = await timed(check, () => look(check, patient, database))
    done(check.name)
    return examined
  }
  const ofDatabase = async () => {
    const all: Examined[] = []
    for (const check of checks.filter(({ needs }) => needs === 'database')) all.push(await one(check))
    return all
  }
  try {
    const begun: Promise<Examined | Examined[]>[] = []
    for (const check of checks.filter(({ needs }) => needs !== 'database')) {
      begun.push(one(check))
      // What is quick is over before the next one blocks it, and does not look slow.
      await soon()
    }
    const all = (await Promise.all([...begun, ofDatabase()])).flat()
    return checks.map(({ name }) => all.find(({ check }) => check === name)!)
  } finally {
    await Promise.race([
      opened?.then((db) => db.close()).catch(() => {}),
      wait(PARTING, undefined, { ref: false }),
    ])
  }
}

async function timed(
  { name, patience = PATIENCE }: Check,
  doing: () => Promise<Finding[]>,
): Promise<Examined> {
  const started = performance.now()
  const over = new AbortController()
  const late = wait(patience, undefined, { signal: over.signal }).then(
    () => [failed(`There was no answer in ${patience / 1000} s.`)],
    () => [],
  )
  const findings = await Promise.race([doing().catch(asFinding), late])
  over.abort()
  return { check: name, findings, took: performance.now() - started }
}

async function look(check: Check, patient: Patient, database: () => Promise<Database>): Promise<Finding[]> {
  if (!check.needs) return check.look(patient)
  const { config } = patient
  if (!config) return [none('Not looked at: the config has errors, and no valid one was kept.')]
  if (check.needs === 'config') return check.look(patient, config)
  let db: Database
  try {
    db = await database()
  } catch (error) {
    // Said once.
    if (check.name !== 'database') return [none('Not looked at: the database cannot be reached.')]
    throw error
  }
  return check.look(patient, config, db)
}

function asFinding(error: unknown): Finding[] {
  const words = error instanceof UserError ? error.message : inPlainWords(error)
  if (words) return [failed(words)]
  return [failed(`It could not be looked at: ${(error as Error).message ?? error}`)]
}
