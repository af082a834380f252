import { createRequire } from 'node:module'
import type Libsql from 'libsql'
import { DatabaseUnreachable } from './database.ts'

/** How long a statement waits for another writer before it gives up, in milliseconds. */
const BUSY_TIMEOUT = 5000

const require = createRequire(import.meta.url)

/**
 * Opens the file of an embedded database for a few statements, without a look at whether it is one.
 * @param patience how long a statement waits for another writer, ms
 */
export function open(file: string, patience = BUSY_TIMEOUT): Libsql.Database {
  // Whoever needs no such database does not load it: it asks the system which of its builds fits.
  const Driver: typeof Libsql = require('libsql')
  const connection = new Driver(file, { timeout: patience })
  try {
    connection.exec('PRAGMA synchronous = FULL')
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/**
 * Opens the file of an embedded database, with the settings that every connection has.
 * @throws DatabaseUnreachable when it is not a database
 */
export function connect(file: string): Libsql.Database {
  let connection: Libsql.Database | undefined
  try {
    connection = open(file)
    // Sorting 20 million marks in memory would take a gigabyte.
    connection.exec('PRAGMA temp_store = FILE')
    connection.prepare('SELECT count(*) FROM sqlite_schema').get()
    return connection
  } catch (error) {
    connection?.close()
    throw new DatabaseUnreachable(`${file} cannot be opened as a database: ${(error as Error).message}`)
  }
}
