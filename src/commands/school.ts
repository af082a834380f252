import path from 'node:path'
import type { Config, Places } from '../config/config.ts'
import { render } from '../config/formats/index.ts'
import { type LoadResult, loadConfig, loadConfigText } from '../config/load.ts'
import { ApartDatabase } from '../db/apart/database.ts'
import { simsAt } from '../db/apart/open.ts'
import { type Database, DatabaseUnreachable, type SqlitePlace } from '../db/database.ts'
import { isMigrated, migrate } from '../db/migrations/index.ts'
import { type OpenOptions, openDatabase, shownPlace } from '../db/open.ts'
import { SqliteDatabase } from '../db/sqlite.ts'
import { Exit, UserError } from '../exit.ts'
import { keptValid } from '../runner/note.ts'
import { configText } from '../runner/records.ts'
import { type School, sourceOf } from '../runner/school.ts'
import type { World } from '../world.ts'
import { type CommonOptions, configFile } from './options.ts'

/** Loads the config, opens the database and does the work with both; closes the database whatever happens. */
export async function withSchool<T>(
  world: World,
  options: CommonOptions,
  work: (school: School) => Promise<T>,
): Promise<T> {
  const config = usableConfig(world, options)
  return withDatabase(world, config, (db) => work(schoolOf(world, config, db)))
}

/**
 * Likewise for looking and for mending: while the file has errors, the last valid config is in force, and that is
 * what a person wants to see and to steer.
 */
export async function withSchoolInForce<T>(
  world: World,
  options: CommonOptions,
  work: (school: School) => Promise<T>,
): Promise<T> {
  const file = path.resolve(world.cwd, configFile(options, world))
  const loaded = loadConfig(file, { env: world.env, now: world.clock() })
  const places = databaseOf(loaded, file, world)
  if (!places) throw configErrors(loaded, file, world)
  return withDatabase(world, places, async (db) => {
    const config = loaded.config ?? (await lastValid(db, file, world))
    if (!config) throw configErrors(loaded, file, world)
    if (!loaded.config)
      world.err(`${path.basename(file)} has errors; this is the last valid one. See: pars-auto validate\n`)
    return work(schoolOf(world, config, db))
  })
}

/** Where the database is, and SIMS, also when the config has errors elsewhere, or all over. */
export function databaseOf(loaded: LoadResult, file: string, world: World): Places | undefined {
  if (loaded.places) return loaded.places
  const kept = keptValid(file)
  return kept === undefined
    ? undefined
    : loadConfigText(kept, file, { env: world.env, now: world.clock() }).places
}

/** The config that was in force before the file was broken. */
export async function lastValid(db: Database, file: string, world: World): Promise<Config | undefined> {
  const source = sourceOf({ host: world.host, config: { file } })
  const row = await configText(db, source)
  return row && loadConfigText(row.text, file, { env: world.env, now: world.clock() }).config
}

export async function withDatabase<T>(
  world: World,
  { database, sims }: Places,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const { databaseClock: clock, onStatement } = world
  const options = { clock, onStatement }
  const db = await openDatabase(database, { ...options, elsewhere: sims && new Set(sims.tables) })
  try {
    await prepared(db)
    return await (sims ? inBoth(db, sims, options, work) : work(db))
  } finally {
    await db.close()
  }
}

async function inBoth<T>(
  db: Database,
  place: NonNullable<Places['sims']>,
  options: OpenOptions,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const sims = simsAt(place, options)
  try {
    return await work(new ApartDatabase(db, sims))
  } finally {
    await sims.close()
  }
}

/** An embedded database is brought up to date at once; on a server that is for whoever looks after it. */
async function prepared(db: Database): Promise<void> {
  if (!(db instanceof SqliteDatabase)) {
    if (await isMigrated(db)) return
    throw new DatabaseUnreachable(
      `The tables of pars-auto are missing in ${db.place}, or older than this version. To make them: pars-auto db migrate`,
    )
  }
  if (db.isEmpty())
    throw new DatabaseUnreachable(`${db.place} is empty. To fill it: pars-auto demo or pars-auto db load`)
  await migrate(db)
}

export function schoolOf(world: World, config: Config, db: Database): School {
  return {
    config,
    db,
    host: world.host,
    clock: world.clock,
    stop: world.stop,
    tell: (line) => world.out(`${line}\n`),
    pause: world.pause,
    every: world.every,
    channels: world.channels,
  }
}

/** Where the embedded database is. @throws UserError when the school is on a server */
export function embedded({ database }: Pick<Config, 'database'>): SqlitePlace {
  if (database.type === 'sqlite') return database
  throw new UserError(
    `This makes or fills an embedded database, and the school is on SQL Server (${shownPlace(database)}).`,
    Exit.usage,
  )
}

/** @throws UserError with every problem, when the config cannot be used. */
export function usableConfig(world: World, options: CommonOptions): Config {
  const file = path.resolve(world.cwd, configFile(options, world))
  const loaded = loadConfig(file, { env: world.env, now: world.clock() })
  if (loaded.config) return loaded.config
  throw configErrors(loaded, file, world)
}

/** What is wrong with a config that cannot be used, as `validate` would print it, without the warnings. */
export function configErrors({ problems }: LoadResult, file: string, world: World): UserError {
  const shown = path.relative(world.cwd, file)
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => ({ ...problem, file: shown }))
  return new UserError(
    render('text', shown, errors, { colour: world.colour, folder: world.cwd }).trimEnd(),
    Exit.configInvalid,
  )
}
