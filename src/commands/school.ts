import path from 'node:path'
import type { Config, Places, SimsPlace } from '../config/config.ts'
import { render } from '../config/formats/index.ts'
import { type LoadResult, loadConfig, loadConfigText } from '../config/load.ts'
import { ApartDatabase } from '../db/apart/database.ts'
import { simsAt } from '../db/apart/open.ts'
import { type Database, DatabaseUnreachable, LoginRefused, type SqlitePlace } from '../db/database.ts'
import { isMigrated, migrate } from '../db/migrations/index.ts'
import { openDatabase, shownPlace } from '../db/open.ts'
import { SqliteDatabase } from '../db/sqlite.ts'
import { Exit, UserError } from '../exit.ts'
import type { Person } from '../permissions/person.ts'
import { keptValid } from '../runner/note.ts'
import { Pings } from '../runner/ping.ts'
import { configText } from '../runner/records.ts'
import { type Login, pauseAfter, refuseWhilePaused } from '../runner/refused-login.ts'
import { type School, sourceOf } from '../runner/school.ts'
import { Zone } from '../schedule/zone.ts'
import type { World } from '../world.ts'
import { permitted } from './gate.ts'
import { type CommonOptions, configFile } from './options.ts'

/**
 * Loads the config, opens the database and does the work with both, if the person may; closes the database whatever
 * happens.
 * @throws UserError when the person may not
 */
export async function withSchool<T>(
  world: World,
  options: CommonOptions,
  work: (school: School, person: Person) => Promise<T>,
): Promise<T> {
  const config = usableConfig(world, options)
  return withDatabase(world, config, async (db) => work(...(await permittedSchool(world, config, db))))
}

/**
 * Likewise for looking and for mending: while the file has errors, the last valid config is in force, and that is
 * what a person wants to see and to steer.
 */
export async function withSchoolInForce<T>(
  world: World,
  options: CommonOptions,
  work: (school: School, person: Person, isBroken: boolean) => Promise<T>,
): Promise<T> {
  const file = path.resolve(world.cwd, configFile(options, world))
  const loaded = loadLogged(file, world)
  const places = databaseOf(loaded, file, world)
  if (!places) throw configErrors(loaded, file, world)
  return withDatabase(world, { ...places, file, school: loaded.config?.school }, async (db) => {
    const config = loaded.config ?? (await lastValid(db, file, world))
    if (!config) throw configErrors(loaded, file, world)
    if (!loaded.config)
      world.err(`${path.basename(file)} has errors; this is the last valid one. See: pars-auto validate\n`)
    return work(...(await permittedSchool(world, config, db)), !loaded.config)
  })
}

/** The school at work, for whoever may do what was asked for, with that person's name on what is recorded. */
async function permittedSchool(world: World, config: Config, db: Database): Promise<[School, Person]> {
  const person = await permitted(world, config, db)
  return [schoolOf({ ...world, host: { ...world.host, person: person.name } }, config, db), person]
}

/** Reads and checks a config; from then on what happens is logged as it says, or as the last valid one said. */
export function loadLogged(file: string, world: World, load = loadConfig): LoadResult {
  const surroundings = { env: world.env, now: world.clock() }
  const loaded = load(file, surroundings)
  const kept = loaded.log ? undefined : keptValid(file)
  const by = loaded.log ?? (kept === undefined ? undefined : loadConfigText(kept, file, surroundings).log)
  if (by) world.log.open(by.place, by)
  return loaded
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

/**
 * Opens the database, does the work with it and closes it whatever happens.
 * @throws DatabaseUnreachable
 * @throws LoginPaused when the login is refused, or was a short while ago
 */
export async function withDatabase<T>(
  world: World,
  config: DatabaseOf,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  refuseWhilePaused(loginOf(config, world))
  const { sims } = config
  const inside = async (db: Database) => {
    await prepared(db)
    return sims ? inBoth(world, config, db, sims, work) : work(db)
  }
  return loggedIn(world, config, inside, sims && new Set(sims.tables))
}

/**
 * Likewise for whoever wants to know how the database is: however that is, and whatever became of the last login.
 * @param elsewhere tables that are not looked for in it
 */
export async function loggedIn<T>(
  world: World,
  config: DatabaseOf,
  work: (db: Database) => Promise<T>,
  elsewhere?: ReadonlySet<string>,
): Promise<T> {
  const { databaseClock: clock, onStatement } = world
  let db: Database | undefined
  try {
    db = await openDatabase(config.database, { clock, onStatement, elsewhere })
    return await work(db)
  } catch (error) {
    throw error instanceof LoginRefused ? pauseAfter(error, loginOf(config, world)) : error
  } finally {
    await db?.close()
  }
}

async function inBoth<T>(
  world: World,
  config: DatabaseOf,
  db: Database,
  { place, tables }: SimsPlace,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const { databaseClock: clock, onStatement } = world
  // What is remembered of a refused login is of this one: that of the school has a password of its own.
  const login = { ...loginOf(config, world), config: `${config.file} sims`, place }
  const sims = simsAt({ place, tables }, async () => {
    refuseWhilePaused(login)
    try {
      return await openDatabase(place, { clock, onStatement })
    } catch (error) {
      throw error instanceof LoginRefused ? pauseAfter(error, login) : error
    }
  })
  try {
    return await work(new ApartDatabase(db, sims))
  } finally {
    await sims.close()
  }
}

/** Where a database is, and by which config. */
type DatabaseOf = Places & Pick<Config, 'file'> & { school?: Config['school'] | undefined }

export const loginOf = ({ file, database, school }: DatabaseOf, { clock }: World): Login => ({
  config: file,
  place: database,
  now: clock(),
  // As the config has it unless that has errors: most schools are there.
  zone: school?.zone ?? new Zone('Europe/London'),
})

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
    log: (event, level, facts) => world.log.write(event, level, facts, world.clock()),
    logTrouble: (job, error, isOurs) =>
      world.log.error(error, { job }, { now: world.clock(), command: world.command, isOurs }),
    progress: (line) => world.progress.tell(line),
    pause: world.pause,
    every: world.every,
    pings: new Pings(),
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
  const loaded = loadLogged(file, world)
  if (loaded.config) return loaded.config
  throw configErrors(loaded, file, world)
}

/** What is wrong with a config that cannot be used, as `validate` would print it, without the warnings. */
export function configErrors({ problems }: LoadResult, file: string, world: World): UserError {
  const shown = path.relative(world.cwd, file)
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => ({ ...problem, file: path.relative(world.cwd, problem.file) }))
  return new UserError(
    render('text', shown, errors, { colour: world.colour, folder: world.cwd }).trimEnd(),
    Exit.configInvalid,
  )
}
