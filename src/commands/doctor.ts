import path from 'node:path'
import { type LoadResult, loadConfig, loadConfigText } from '../config/load.ts'
import { nearest } from '../config/suggest.ts'
import type { Database } from '../db/database.ts'
import { LoginRefused } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import type { Patient } from '../doctor/check.ts'
import { checks } from '../doctor/checks/index.ts'
import { type Examined, examine } from '../doctor/examine.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { keptValid } from '../runner/note.ts'
import { pauseAfter, refuseWhilePaused } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { asJson } from './display.ts'
import { doctorText } from './doctor-text.ts'
import { type CommonOptions, configFile } from './options.ts'
import { databaseOf, loginOf } from './school.ts'

/**
 * Looks at everything that the jobs need, as the account that starts it. Sends nothing and changes nothing: even tables
 * of our own that are missing are only told.
 */
export async function doctor(world: World, options: CommonOptions & { only?: string[] }): Promise<ExitCode> {
  const chosen = chosenOf(options.only)
  const patient = patientOf(world, path.resolve(world.cwd, configFile(options, world)))
  const progress = progressOn(
    world,
    chosen.map(({ name }) => name),
  )
  let examined: Examined[]
  try {
    examined = await examine(chosen, patient, () => openedAsIs(patient), progress.done)
  } finally {
    progress.end()
  }
  if (options.json) world.out(asJson(forPrograms(examined, patient)))
  else world.out(doctorText(world, examined))
  const all = examined.flatMap(({ findings }) => findings)
  return all.some(({ state }) => state === 'failed') ? Exit.failed : Exit.done
}

/** @throws UserError when there is no check of a name */
function chosenOf(only: string[] | undefined) {
  if (!only) return checks
  const names = checks.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown === undefined) return checks.filter(({ name }) => only.includes(name))
  const near = nearest(unknown, names)
  const hint = near ? `Did you mean ${near}?` : `There are: ${names.join(', ')}.`
  throw new UserError(`There is no check "${unknown}". ${hint}`, Exit.usage)
}

function patientOf(world: World, file: string): Patient {
  const loaded = loadConfig(file, { env: world.env, now: world.clock() })
  const config = loaded.config ?? lastValid(world, file)
  return { world, file, loaded, ...(config ? { config } : {}), places: databaseOf(loaded, file, world) }
}

/** The one that ticks have kept beside their note: the database may be what is wrong. */
function lastValid(world: World, file: string): LoadResult['config'] {
  const kept = keptValid(file)
  return kept === undefined
    ? undefined
    : loadConfigText(kept, file, { env: world.env, now: world.clock() }).config
}

/**
 * As it is: nothing is brought up to date in it. A login that was refused is not tried again and again, as a doctor that
 * is asked every few minutes would lock the account.
 */
export async function openedAsIs({ world, config, places }: Patient): Promise<Database> {
  const { databaseClock: clock, onStatement } = world
  const login = loginOf({ ...config!, ...places }, world)
  refuseWhilePaused(login)
  try {
    const elsewhere = config!.sims && new Set(config!.sims.tables)
    return await openDatabase(login.place, { clock, onStatement, elsewhere })
  } catch (error) {
    throw error instanceof LoginRefused ? pauseAfter(error, login) : error
  }
}

/** On a terminal: what is still being looked at. */
function progressOn({ terminal }: World, names: string[]): { done(name: string): void; end(): void } {
  const left = new Set(names)
  const show = () => {
    const first = [...left].slice(0, 4).join(', ')
    const more = left.size > 4 ? ' …' : ''
    terminal.errors?.write(
      `\r\u001B[KLooking at ${first}${more} (${names.length - left.size} of ${names.length})`,
    )
  }
  show()
  return {
    done(name) {
      left.delete(name)
      if (left.size > 0) show()
    },
    end: () => terminal.errors?.write('\r\u001B[K'),
  }
}

/** As docs/doctor.md has it. */
function forPrograms(examined: Examined[], { world, file }: Patient) {
  const states = examined.flatMap(({ findings }) => findings.map(({ state }) => state))
  return {
    ok: !states.includes('failed'),
    config: file,
    host: world.host.name,
    account: world.host.person,
    checks: examined.flatMap(({ check, findings, took }) =>
      findings.map(({ state, what, cure }) => ({
        ...{ check, state, what, cure: cure ?? null, milliseconds: Math.round(took) },
      })),
    ),
  }
}
