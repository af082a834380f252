import { DatabaseBusy } from '../db/database.ts'

/** How often an attempt asks again for a database that another writer holds; each asking waits five seconds. */
const PATIENCE = 12

/** Does the work, again if the database was busy: nothing of it has happened then. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DatabaseBusy) || tries === PATIENCE) throw error
    }
  }
}
