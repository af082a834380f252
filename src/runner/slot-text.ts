import type { ConfiguredJob } from '../config/config.ts'
import type { Slot } from '../schedule/slots.ts'
import type { RunRow } from './run.ts'
import type { SlotRow } from './slot.ts'

/** An instant on the school's clock. */
export type Clock = (instant: number | string) => string

/** Why a slot did not come when its schedule says. */
export function movedText(
  { moved, movedFrom, name, at }: Slot,
  { rules }: ConfiguredJob,
  clock: Clock,
): string[] {
  if (moved === 'clock-change')
    return [`The clocks changed that night: ${name.slice(11)} ran at ${clock(at)}.`]
  if (moved === 'next-school-day' && movedFrom)
    return [
      `It was moved here from ${movedFrom}, which is no ${rules.days} day: ${rules.calendar.explain(movedFrom)}.`,
    ]
  return []
}

/** What became of a slot. */
export function stateText(record: SlotRow, last: RunRow | undefined, clock: Clock): string[] {
  const when = clock(record.due_at)
  const others = (which: string) =>
    record.others > 0 ? [`The record stands for ${record.others} ${which} slots as well.`] : []
  const reason = record.reason ? [record.reason] : []
  switch (record.state) {
    case 'done':
      return [
        `The slot of ${when} is done: ${last?.state.replace('-', ' ') ?? 'finished'}.`,
        ...reason,
        ...(last?.state === 'partial' && last.withheld !== '{}'
          ? [`To let the rest go as well: pars-auto approve ${last.id}`]
          : []),
      ]
    case 'running':
      return [`The slot of ${when} is running now.`, ...reason]
    case 'pending':
      return [
        `The slot of ${when} is tried again at ${clock(record.retry_at ?? record.decided_at)}, after ${record.attempts} attempt(s).`,
        ...reason,
      ]
    case 'held':
      return [
        `The slot of ${when} is held for a person.`,
        ...reason,
        `To let it go: pars-auto approve ${last?.id ?? 'RUN'}`,
      ]
    case 'skipped':
      return [`The slot of ${when} was skipped.`, ...reason, ...others('later')]
    case 'missed':
      return [`The slot of ${when} was missed.`, ...reason, ...others('earlier')]
  }
}

/** One attempt at a slot. */
export function attemptText(run: RunRow, clock: Clock): string {
  const message = run.message ? `: ${run.message}` : ''
  return `Attempt ${run.attempt} (run ${run.id}) started ${clock(run.started_at)} on ${run.host}: ${run.state.replace('-', ' ')}${run.shadow ? ' in shadow' : ''}${message}`
}
