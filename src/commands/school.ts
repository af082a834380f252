import path from 'node:path'
import type { Config } from '../config/config.ts'
import { render } from '../config/formats/index.ts'
import { type LoadResult, loadConfig } from '../config/load.ts'
import type { Database } from '../db/database.ts'
import { migrate } from '../db/migrations/index.ts'
import { openSqlite } from '../db/sqlite.ts'
import { Exit, UserError } from '../exit.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { type CommonOptions, configFile } from './program.ts'

/** Loads the config, opens the database and does the work with both; closes the database whatever happens. */
export async function withSchool<T>(
  world: World,
  options: CommonOptions,
  work: (school: School) => Promise<T>,
): Promise<T> {
  const config = usableConfig(world, options)
  return withDatabase(world, config, (db) => work(schoolOf(world, config, db)))
}

export async function withDatabase<T>(
  world: World,
  config: Pick<Config, 'database'>,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = openSqlite(config.database.file, { clock: world.databaseClock, onStatement: world.onStatement })
  try {
    await migrate(db)
    return await work(db)
  } finally {
    db.close()
  }
}

export function schoolOf(world: World, config: Config, db: Database): School {
  return {
    config,
    db,
    host: world.host,
    clock: world.clock,
    stop: world.stop,
    tell: (line) => world.out(`${line}\n`),
  }
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
  const errors = problems.filter(({ severity }) => severity === 'error')
  const shown = path.relative(world.cwd, file)
  return new UserError(
    render('text', shown, errors, { colour: world.colour, folder: world.cwd }).trimEnd(),
    Exit.configInvalid,
  )
}
