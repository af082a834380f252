import type { Config, ConfiguredJob } from '../config/config.ts'
import type { DayKind } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { within } from '../schedule/hours.ts'
import { minuteOfDay } from '../schedule/wall.ts'
import { mondayOf } from '../schedule/weekday.ts'
import { simulate } from '../simulation/simulate.ts'
import type { Crowd, Run, Simulation } from '../simulation/simulation.ts'

/** A week from Monday to Sunday as it is planned. */
export interface Week {
  days: WeekDay[]
  simulation: Simulation
  /** The jobs that run all day, as far as they run in this week. */
  allDay: ConfiguredJob[]
  /** Epoch ms; undefined in another week. */
  now?: number
}

export interface WeekDay {
  day: Day
  kind: DayKind['kind']
  /** `Saturday`, `holiday: Autumn half term`. */
  explained: string
  /** By the hour of the school's clock in which they start. */
  runs: Map<number, Run[]>
  crowds: Crowd[]
}

/** The week of a day. @param now epoch ms */
export function weekOf(config: Config, of: Day, now: number): Week {
  const { zone } = config.school
  const monday = mondayOf(of)
  const simulation = simulate(config, monday, monday.plusDays(6))
  const days = Array.from({ length: 7 }, (_, ahead): WeekDay => {
    const day = monday.plusDays(ahead)
    return {
      day,
      kind: config.calendar.kindOf(day).kind,
      explained: config.calendar.explain(day),
      runs: new Map(),
      crowds: simulation.crowds.filter((crowd) => crowd.day.equals(day)),
    }
  })
  for (const run of simulation.runs) {
    const hour = Math.floor(minuteOfDay(zone.wallAt(run.slot.at)) / 60)
    const { runs } = days[zone.dayAt(run.slot.at).compare(monday)]!
    runs.set(hour, [...(runs.get(hour) ?? []), run])
  }
  const running = new Set(simulation.crowds.map(({ job }) => job))
  const isThisWeek = mondayOf(zone.dayAt(now)).equals(monday)
  return {
    days,
    simulation,
    allDay: config.jobs.filter(({ id }) => running.has(id)),
    ...(isThisWeek ? { now } : {}),
  }
}

/** Whether a job that runs all day does so in an hour of a day on which it runs. */
export function runsInHour({ schedule, rules }: ConfiguredJob, hour: number): boolean {
  const skips = schedule.kind === 'interval' ? rules.busy : []
  return schedule.minutesOfDay.some(
    (minute) => Math.floor(minute / 60) === hour && !skips.some((hours) => within(hours, minute)),
  )
}

/** Whether the server is busy in any minute of an hour. */
export const isBusyIn = ({ busy }: Pick<Config, 'busy'>, hour: number): boolean =>
  busy.some((hours) =>
    Array.from({ length: 60 }, (_, minute) => hour * 60 + minute).some((one) => within(hours, one)),
  )
