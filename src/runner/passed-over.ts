import type { SlotRow } from './slot.ts'

/** Slots of one job that nothing ran, for one reason: the newest, which stands for all of them. */
export interface PassedOver extends SlotRow {
  /** When the earliest was due, ISO 8601 in UTC, where several records are put together. */
  first?: string
}

/**
 * Slots that nothing ran, those of a job together that have one reason: a night without the server is one line, and not
 * one for each of its minutes.
 * @param rows newest first
 */
export function passedOver(rows: SlotRow[]): PassedOver[] {
  const all: PassedOver[] = []
  const last = new Map<string, PassedOver>()
  for (const row of rows) {
    const before = last.get(row.job)
    // A pause has one record for all of its slots, the first, and those that follow.
    const stands = before?.state === row.state && before.reason === row.reason && row.state === 'missed'
    if (stands) Object.assign(before, { others: before.others + 1 + row.others, first: row.due_at })
    else {
      const one: PassedOver = { ...row }
      last.set(row.job, one)
      all.push(one)
    }
  }
  return all
}

/**
 * Why, and for how many others that stands.
 * @param clock how an instant is written
 */
export function whyPassedOver(
  { state, reason, others, first }: PassedOver,
  clock: (instant: string) => string,
): string {
  const from = first ? `, from ${clock(first)} on` : ''
  const more = others === 1 ? 'one' : 'ones'
  const all = others > 0 ? ` (and ${others} ${state === 'missed' ? 'earlier' : 'later'} ${more}${from})` : ''
  return `${reason ?? ''}${all}`
}
