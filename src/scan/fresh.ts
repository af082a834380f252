import type { Knex } from 'knex'
import { placeOf } from '../config/database-place.ts'
import type { Row } from '../db/database.ts'
import type { LookContext } from '../jobs/kit.ts'
import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import type { Rows } from '../jobs/plan.ts'
import { type Clocks, clocksOf, Horizon, type ScanDay } from './clocks.ts'
import type { ScanParams } from './params.ts'

/** A scan that nothing has become of yet. */
export interface Scan {
  device: string
  eventId: string
  identity: string
  kind: string
  /** Epoch milliseconds, with what is wrong with the reader's clock taken off. */
  at: number
  day: ScanDay
}

export interface Fresh {
  /** In the order in which they happened. */
  scans: Scan[]
  /** Readers with scans that are dated ahead of now: how many, and by how many milliseconds at most. */
  ahead: Map<string, { scans: number; ms: number }>
  /** Readers with scans whose time nobody can read: how many. */
  timeless: Map<string, number>
}

type Source = Pick<ScanParams, 'clocks' | 'database'>

const iso = (instant: number) => new Date(instant).toISOString()

const horizonOf = ({ settings, today, now }: LookContext) =>
  new Horizon(settings.school.zone, today, Date.parse(now))

/** A scan to be looked at: one SELECT, or one of each database where they are two. */
export function waitingScans(source: Source, context: LookContext): Rows | (() => Promise<boolean>) {
  const { from, until } = horizonOf(context)
  const within = (scans: Rows) => between(scans, clocksOf(source.clocks), from, until)
  if (source.database) return () => isWaitingElsewhere(source, context, within)
  return within(withoutOutcome(context, context.from('scan')))
    .select('scan.device')
    .limit(1)
}

async function isWaitingElsewhere(
  source: Source,
  context: LookContext,
  within: (scans: Rows) => Rows,
): Promise<boolean> {
  const there = await elsewhere(source, context, (sql) => within(sql('scan')).select('device', 'event_id'))
  const known = await knownSince(context, horizonOf(context))
  return there.some(({ device, event_id }) => !known.has(keyOf(device, event_id)))
}

/** The scans of the last days without an outcome. */
export async function freshScans(source: Source, context: LookContext): Promise<Fresh> {
  const horizon = horizonOf(context)
  const clocks = clocksOf(source.clocks)
  const now = Date.parse(context.now)
  const fresh: Fresh = { scans: [], ahead: new Map(), timeless: new Map() }
  for (const row of await read(source, context, horizon)) {
    const device = String(row.device)
    if (!INSTANT.test(String(row.at))) {
      fresh.timeless.set(device, (fresh.timeless.get(device) ?? 0) + 1)
      continue
    }
    const at = Date.parse(String(row.at)) - (clocks.get(device) ?? 0)
    const day = horizon.dayOf(at)
    if (at > horizon.until) {
      const { scans, ms } = fresh.ahead.get(device) ?? { scans: 0, ms: 0 }
      fresh.ahead.set(device, { scans: scans + 1, ms: Math.max(ms, at - now) })
    } else if (day) {
      const [eventId, identity, kind] = [String(row.event_id), String(row.identity), String(row.kind)]
      fresh.scans.push({ device, eventId, identity, kind, at, day })
    }
  }
  fresh.scans.sort((a, b) => a.at - b.at || order(a.device, b.device) || order(a.eventId, b.eventId))
  return fresh
}

/** Without a Z at its end, a time would be taken for one of the host's own zone. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

async function read(source: Source, context: LookContext, horizon: Horizon): Promise<Row[]> {
  const clocks = clocksOf(source.clocks)
  const columns = (scans: Rows) =>
    between(scans, clocks, horizon.from).select(
      'scan.device',
      'scan.event_id',
      'scan.identity',
      'scan.kind',
      'scan.at',
    )
  if (!source.database) return context.read.all(columns(withoutOutcome(context, context.from('scan'))))
  const there = await elsewhere(source, context, (sql) => columns(sql('scan')))
  const known = await knownSince(context, horizon)
  return there.filter(({ device, event_id }) => !known.has(keyOf(device, event_id)))
}

/** Scans of a time, by clocks that are right: those of a reader that goes wrong are looked for as it dates them. */
function between(scans: Rows, clocks: Clocks, from: number, until?: number): Rows {
  const dated = (rows: Rows, ahead: number) => {
    rows.where('scan.at', '>=', iso(from + ahead))
    if (until !== undefined) rows.where('scan.at', '<=', iso(until + ahead))
  }
  return scans.where((either) => {
    either.where((right) => {
      if (clocks.size > 0) right.whereNotIn('scan.device', [...clocks.keys()])
      dated(right, 0)
    })
    for (const [device, ahead] of clocks)
      either.orWhere((wrong) => dated(wrong.where('scan.device', device), ahead))
  })
}

const withoutOutcome = ({ from, same }: LookContext, scans: Rows) =>
  scans.whereNotExists(
    from('scan_outcome', 'o')
      .where(same('o.device', 'scan.device'))
      .where(same('o.event_id', 'scan.event_id')),
  )

async function elsewhere(
  { database }: Source,
  { readFrom, settings }: LookContext,
  query: (sql: Knex) => Rows,
): Promise<Row[]> {
  // What can be wrong with it is said by the check of the config, but for a secret that is set elsewhere only.
  const place = placeOf(database!, settings.file, () => false, 'pupil-scan.database')
  if (!place)
    throw new OutsideTrouble(
      'The database of the scans cannot be opened: its password, or its connection string, is not set here. See: pars-auto validate',
      { passes: false },
    )
  return readFrom(place, query)
}

/** The scans of the horizon that have an outcome. A corrected clock may have put one on another day since. */
async function knownSince({ read, from }: LookContext, { days }: Horizon): Promise<Set<string>> {
  const first = days.at(-1)!.day.minusDays(1).toString()
  const rows = await read.all(from('scan_outcome').where('date', '>=', first).select('device', 'event_id'))
  return new Set(rows.map(({ device, event_id }) => keyOf(device, event_id)))
}

const keyOf = (device: Row[string] | undefined, eventId: Row[string] | undefined) => `${device}\n${eventId}`
