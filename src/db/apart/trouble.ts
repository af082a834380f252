import { DatabaseBusy, DatabaseUnreachable } from '../database.ts'

/** SIMS, in a database of its own, could not be asked or written to. */
export class SimsTrouble extends DatabaseUnreachable {
  override name = 'SimsTrouble'
}

/** Does something in SIMS. Whatever goes wrong there is said to have gone wrong there. */
export async function inSims<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // Two that stood in each other's way: the same again, a moment later.
    if (error instanceof DatabaseBusy || error instanceof SimsTrouble) throw error
    const { message } = error as Error
    if (error instanceof DatabaseUnreachable)
      throw new SimsTrouble(`SIMS is not to be reached, and nothing was changed: ${message}`, error)
    throw new SimsTrouble(`SIMS (${place}) did not do what was asked of it: ${message}`)
  }
}

/** Puts rows of SIMS into a stand-in. The contract says what they have to be like. */
export async function intoStandIn<T>(table: string, place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseBusy || error instanceof DatabaseUnreachable) throw error
    const { message } = error as Error
    throw new SimsTrouble(
      `The table ${table} of SIMS (${place}) is not as docs/contract.md has it, and nothing was changed: ${message}`,
    )
  }
}
