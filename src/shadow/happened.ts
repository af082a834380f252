import type { Row, Session } from '../db/database.ts'
import { grouped } from '../sms/grouped.ts'
import type { Trace } from './trace.ts'

/**
 * Which of the traces show by now. As many statements as there are sorts of traces, however many there are.
 * Only inside a transaction or snapshot.
 * @returns their places in the list
 */
export async function happened(session: Session, traces: Trace[]): Promise<Set<number>> {
  const found = new Set<number>()
  const placed = traces.map((trace, place) => ({ trace, place }))
  const sorts = grouped(placed, ({ trace: { sign, table, find, values = {} } }) =>
    [sign, table, ...Object.keys(find), '/', ...Object.keys(values)].join(' '),
  )
  for (const sort of sorts.values()) for (const place of await shown(session, sort)) found.add(place)
  return found
}

type Placed = { trace: Trace; place: number }

async function shown(session: Session, sort: Placed[]): Promise<number[]> {
  const { sign, table, find, values = {} } = sort[0]!.trace
  const keys = Object.keys(find)
  const others = Object.keys(values)
  const rows = sort.map(({ trace, place }): Row[string][] => [
    place,
    ...keys.map((column) => trace.find[column]!),
    ...others.map((column) => trace.values![column]!),
  ])
  const staged = await session.stageRows(['place', ...keys, ...others], rows, 'place')
  const { sql } = session
  const joined = (left: boolean) => {
    const on = (join: { on(one: string, other: string): unknown }) => {
      for (const column of sign === 'set' ? [...keys, ...others] : keys) join.on(`t.${column}`, `s.${column}`)
    }
    const query = sql({ s: staged })
    return left ? query.leftJoin(`${table} as t`, on) : query.join(`${table} as t`, on)
  }
  const query =
    sign === 'gone'
      ? joined(true).whereNull(`t.${keys[0]!}`)
      : sign === 'moved'
        ? joined(false).whereNot(`t.${others[0]!}`, sql.ref(`s.${others[0]!}`))
        : joined(false)
  const found = await session.all<{ place: number }>(query.distinct('s.place'))
  return found.map(({ place }) => place)
}
