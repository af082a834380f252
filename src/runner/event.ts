import type { Config } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { formatWall } from '../schedule/wall.ts'
import { iso } from './school.ts'

/** What this host knew before the tick: from its note, if it has one. */
export interface Before {
  /** The tick runs under the last valid config because the file has errors. */
  configIsBroken?: boolean
  /** When this host last looked, by its own clock; epoch milliseconds. */
  lastTick?: number
  /** The highest run number it has seen in this database. */
  highestRun?: number
  /** When this host last said to a dead man's switch that its ticks go on, by its own clock. */
  pinged?: number
  /** The config and the files it was made of, with their states from before they were read. */
  files: { path: string; state: string }[]
}

/** Something a tick noticed: called inside the transaction that records it. */
export type Finding = (session: Session) => Promise<void>

/** Records something that was noticed; `since` says when it began, where it lasted. Epoch milliseconds. */
export async function note(
  session: Session,
  kind: string,
  detail: string,
  now: number,
  since?: number,
): Promise<void> {
  const began = since === undefined ? null : iso(since)
  const row = { at: iso(now), since: began, kind, job: null, detail: detail.slice(0, 1000) }
  await session.insert(own('event'), row)
}

/** `2026-11-23 12:00` on the school's clock; the instant in epoch milliseconds or as the database has it. */
export const clockTime = ({ school }: Config, instant: number | string): string =>
  formatWall(school.zone.wallAt(typeof instant === 'string' ? Date.parse(instant) : instant)).replace(
    'T',
    ' ',
  )
