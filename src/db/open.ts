import { type Database, type DatabasePlace, DatabaseUnreachable, type StatementListener } from './database.ts'
import { openSqlite } from './sqlite.ts'

export interface OpenOptions {
  /**
   * A clock that stands for the database's own. Without it SQL Server goes by its own, and an embedded database, which
   * has none, by the host's.
   */
  clock?: (() => number) | undefined
  onStatement?: StatementListener | undefined
  /** Tables of the contract that are in another database: see apart/open.ts. */
  elsewhere?: ReadonlySet<string> | undefined
}

/**
 * Opens a database that is there.
 * @throws DatabaseUnreachable
 */
export async function openDatabase(
  place: DatabasePlace,
  { clock, onStatement, elsewhere }: OpenOptions,
): Promise<Database> {
  if (place.type === 'sqlite') return openSqlite(place.file, { clock: clock ?? Date.now, onStatement })
  if (place.unset)
    throw new DatabaseUnreachable(
      `There is no connecting to SQL Server: '${place.section ?? 'database'}.${place.unset}' is not set here. See: pars-auto validate`,
    )
  const { openSqlServer } = await import('./mssql/database.ts')
  return openSqlServer(place, { clock, onStatement, elsewhere })
}

/** The database in words, for messages; never a password. */
export const shownPlace = (place: DatabasePlace): string =>
  place.type === 'sqlite' ? place.file : `${place.database} on ${place.server}`

/** What is the same for the same database for ever, however a host writes it: references are made of it. */
export const identityOf = (place: DatabasePlace): string[] =>
  place.type === 'sqlite'
    ? [place.type, place.file]
    : [place.type, place.database.toLowerCase(), place.ownSchema.toLowerCase()]
