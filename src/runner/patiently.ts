import { DatabaseBusy, DatabaseConflict } from '../db/database.ts'

/** How often an attempt asks again for a database that another writer holds; each asking waits five seconds. */
const PATIENCE = 12

/** How often it tries when it stood in another's way: each try may stand there again. */
const AGAIN = 3

/** Does the work, again if the database was busy: nothing of it has happened then. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      const most = error instanceof DatabaseConflict ? AGAIN : PATIENCE
      if (!(error instanceof DatabaseBusy) || tries >= most) throw error
    }
  }
}
