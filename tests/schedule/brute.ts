import { DAY, MINUTE } from './kit.ts'

/** The years in which the tests below walk every minute. */
export const FIRST_MINUTE = Date.UTC(2026, 0, 1) / MINUTE
export const LAST_MINUTE = Date.UTC(2033, 0, 1) / MINUTE

export const ZONES = [
  'Europe/London',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Santiago',
  'America/New_York',
]

/**
 * What the wall clock of a zone shows in every minute of the years 2026 to 2032, from the fields that Intl
 * prints: index = minutes after FIRST_MINUTE, value = wall minute. Owes nothing to the code under test.
 *
 * No clock changes twice within an hour, so Intl is asked for each hour, and for each minute only where the
 * wall clock did not go on by 60 minutes.
 */
export function wallClock(zone: string): Int32Array {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const ask = (minute: number) => {
    const [, day, month, year, hour, min] = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/
      .exec(format.format(minute * MINUTE))!
      .map(Number) as [number, number, number, number, number, number]
    return Date.UTC(year, month - 1, day, hour, min) / MINUTE
  }
  const walls = new Int32Array(LAST_MINUTE - FIRST_MINUTE)
  let wall = ask(FIRST_MINUTE)
  for (let i = 0; i < walls.length; i += 60) {
    const next = ask(FIRST_MINUTE + i + 60)
    const even = next === wall + 60
    for (let j = 0; j < 60; j++) walls[i + j] = even ? wall + j : ask(FIRST_MINUTE + i + j)
    wall = next
  }
  return walls
}

/** Indexes at which the wall clock does not go on by one minute. */
export function jumps(walls: Int32Array): number[] {
  const found: number[] = []
  for (let i = 1; i < walls.length; i++) if (walls[i] !== walls[i - 1]! + 1) found.push(i)
  return found
}

/** A schedule as the reference knows it: the wall minutes on which something is planned. */
export interface Planned {
  kind: 'fixed' | 'interval'
  isPlanned(wall: number): boolean
}

const text = (minute: number) => new Date(minute * MINUTE).toISOString().slice(0, 16)

/** `name at minute` of every slot with from < minute <= to (minutes since 1970), by walking every minute. */
export function walk(walls: Int32Array, planned: Planned, from: number, to: number): string[] {
  const slots: string[] = []
  if (planned.kind === 'interval') {
    for (let minute = from + 1; minute <= to; minute++) {
      if (planned.isPlanned(walls[minute - FIRST_MINUTE]!)) slots.push(`${text(minute)}Z at ${text(minute)}`)
    }
    return slots
  }
  // A wall minute comes for the first time when the clock shows more than it ever did. What the clock jumps
  // over comes with the jump. Three days earlier there is nothing left that a repeat could hide.
  let high = walls[from - 3 * (DAY / MINUTE) - FIRST_MINUTE]!
  for (let minute = from - 3 * (DAY / MINUTE) + 1; minute <= to; minute++) {
    const shown = walls[minute - FIRST_MINUTE]!
    let name: number | undefined
    for (let wall = high + 1; wall <= shown; wall++) {
      if (name === undefined && planned.isPlanned(wall)) name = wall
    }
    if (shown > high) high = shown
    if (name !== undefined && minute > from) slots.push(`${text(name)} at ${text(minute)}`)
  }
  return slots
}
