import type { Away, Query, Session } from '../db/database.ts'

/** The run took longer than its timeout allows. */
export class TimedOut extends Error {
  override name = 'TimedOut'
}

/** Somebody pressed Ctrl+C, or the system asked the program to stop. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

export interface Limits {
  /** Epoch milliseconds on `clock`. */
  deadline: number
  clock: () => number
  stop: AbortSignal
}

/**
 * The same session, but before each statement it looks at the clock and at the stop signal. A statement of an
 * embedded database cannot be cut short, so between statements is the only place to stop; one of SQL Server is
 * broken off.
 */
export function limited(given: Session, limits: Limits): Session {
  const remaining = () => limits.deadline - limits.clock()
  const session = given.within?.({ remaining, stop: limits.stop }) ?? given
  const whyNot = () => {
    if (limits.stop.aborted) return new Interrupted('The program was asked to stop.')
    if (remaining() < 0) return new TimedOut('The job took longer than its timeout.')
    return undefined
  }
  const inTime = async <T>(send: () => Promise<T>): Promise<T> => {
    // Lets a signal in: a chain of resolved promises never returns to the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    const isOver = whyNot()
    if (isOver) throw isOver
    try {
      return await send()
    } catch (error) {
      // Whatever the database says of a statement that was broken off.
      throw whyNot() ?? error
    }
  }
  return {
    dialect: session.dialect,
    sql: session.sql,
    nameOf: session.nameOf,
    takeTurn: (turn) => inTime(() => session.takeTurn(turn)),
    all: <R>(query: Query) => inTime(() => session.all<R>(query)),
    first: <R>(query: Query) => inTime(() => session.first<R>(query)),
    each: (query) => session.each(query),
    run: (query) => inTime(() => session.run(query)),
    insert: (table, row) => inTime(() => session.insert(table, row)),
    bulkInsert: (table, columns, rows) => inTime(() => session.bulkInsert(table, columns, rows)),
    stage: (query) => inTime(() => session.stage(query)),
    stageRows: (columns, rows, key) => inTime(() => session.stageRows(columns, rows, key)),
    standIn: (table) => inTime(() => session.standIn(table)),
    away: session.away && limitedAway(session.away, inTime),
  }
}

const limitedAway = (away: Away, inTime: <T>(send: () => Promise<T>) => Promise<T>): Away => ({
  has: (table) => away.has(table),
  add: (table, rows) => inTime(() => away.add(table, rows)),
  change: (table, rows) => inTime(() => away.change(table, rows)),
  remove: (table, keys) => inTime(() => away.remove(table, keys)),
})
