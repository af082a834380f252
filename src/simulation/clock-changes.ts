import type { ConfiguredJob } from '../config/config.ts'
import { within } from '../schedule/hours.ts'
import type { DayCount, Slot } from '../schedule/slots.ts'
import { formatTime, formatWall, minuteOfDay, wallMinute } from '../schedule/wall.ts'
import { listed, shortDate } from '../schedule/weekday.ts'
import type { Transition } from '../schedule/zone.ts'
import type { Remark } from './simulation.ts'

const DAY = 86_400_000

/** Why a run is not when its schedule says, or why that was not plain. */
export function runRemarks(job: ConfiguredJob, slot: Slot, changes: Transition[]): Remark[] {
  const remarks: Remark[] = []
  const { movedFrom } = slot
  if (movedFrom) {
    const why = job.rules.calendar.explain(movedFrom)
    remarks.push({ kind: 'next-school-day', text: `moved from ${shortDate(movedFrom)} (${why})` })
  }
  // No clock changes by a day.
  if (changes.some(({ at }) => Math.abs(at - slot.at) < DAY)) {
    const text = job.schedule.kind === 'fixed' ? fixed(job, slot) : passing(job, slot)
    if (text) remarks.push({ kind: 'clock-change', text })
  }
  return remarks
}

/** What comes often is not named run by run, but there are more or fewer of them. */
export function crowdRemarks(
  { schedule, rules }: ConfiguredJob,
  count: DayCount,
  changes: Transition[],
): Remark[] {
  const change = changes.find(({ at }) => rules.zone.dayAt(at).equals(count.day))
  if (!change) return []
  const skipsBusy = schedule.kind === 'interval'
  const usual = schedule.minutesOfDay.filter(
    (minute) => !skipsBusy || !rules.busy.some((hours) => within(hours, minute)),
  )
  const more = count.slots - usual.length
  if (more === 0) return []
  const text = `${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} than usual: the clocks go ${direction(change)}`
  return [{ kind: 'clock-change', text }]
}

/** `forward`, `back` */
export const direction = ({ before, after }: Transition): string => (after > before ? 'forward' : 'back')

function fixed({ schedule, rules: { zone } }: ConfiguredJob, { name, at, day }: Slot): string | undefined {
  const wall = zone.wallAt(at)
  const time = name.slice(11)
  if (formatWall(wall) === name) {
    if (zone.instantsOf(wall).length < 2) return undefined
    return `${time} comes twice: the clocks go back, and it runs the first time only`
  }
  const told = `there is no ${time}: the clocks go forward, to ${formatTime(minuteOfDay(wall))}`
  const others = schedule.minutesOfDay
    .filter((minute) => zone.firstInstantOf(wallMinute(day, minute)) === at)
    .map(formatTime)
    .filter((other) => other !== time)
  return others.length > 0 ? `${told}, where it stands for ${listed(others)} too` : told
}

function passing({ rules: { zone } }: ConfiguredJob, { at }: Slot): string | undefined {
  const wall = zone.wallAt(at)
  const instants = zone.instantsOf(wall)
  if (instants.length < 2) return undefined
  const which = at === instants[0] ? 'first' : 'second'
  return `${formatTime(minuteOfDay(wall))} comes twice: the clocks go back, and this is the ${which}`
}
