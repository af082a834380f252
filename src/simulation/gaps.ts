import type { ConfiguredJob } from '../config/config.ts'
import type { Day } from '../schedule/day.ts'
import type { Gap } from './simulation.ts'

/** The days on which a job is planned and does not run because of what sort of days they are. */
export function gapsOf({ id, schedule, rules }: ConfiguredJob, from: Day, to: Day): Gap[] {
  const { calendar, days, nonSchoolDay } = rules
  const isMovable = schedule.kind === 'fixed'
  if (days === 'all' || (isMovable && nonSchoolDay === 'run')) return []
  const gaps: Gap[] = []
  let open: Gap | undefined
  for (let day = from; day <= to; day = day.plusDays(1)) {
    if (calendar.isOn(day, days)) open = undefined
    else if (schedule.onDay(day)) {
      open ??= gaps[gaps.push({ job: id, from: day, to: day, days: 0, why: [] }) - 1]!
      open.to = day
      open.days += 1
      const why = calendar.explain(day)
      if (!open.why.includes(why)) open.why.push(why)
    }
  }
  if (!isMovable || nonSchoolDay !== 'next') return gaps
  return gaps.map((gap) => {
    const instead = calendar.next(gap.to, days)
    return instead ? { ...gap, instead } : gap
  })
}
