import type { ConfiguredJob } from '../config/config.ts'
import type { Day } from '../schedule/day.ts'
import type { DayCount, Slot } from '../schedule/slots.ts'
import type { Transition } from '../schedule/zone.ts'

/** What the schedules of a config make of a stretch of days. */
export interface Simulation {
  /** Both included. */
  from: Day
  to: Day
  /** In the order in which they would start. */
  runs: Run[]
  /** Jobs that come too often to be listed: one of these for each day. */
  crowds: Crowd[]
  gaps: Gap[]
  /** Those of the same kind and the same jobs together. */
  clashes: Clash[]
  changes: Transition[]
}

/** One planned run. */
export interface Run {
  job: string
  slot: Slot
  /** What is out of the ordinary. */
  remarks: Remark[]
  /** The newest slots of the jobs that it comes after, of the 12 hours up to its own: it waits for them. */
  waitsFor: Before[]
}

export interface Before {
  job: string
  /** Epoch ms. */
  at: number
}

/** All the runs of one job on one day. */
export interface Crowd extends DayCount {
  job: string
  remarks: Remark[]
}

export interface Remark {
  kind: 'clock-change' | 'next-school-day' | ClashKind
  /** For people. */
  text: string
}

/** Days of a holiday, or another row of days that are none of the job's, on which it is planned and does not run. */
export interface Gap {
  job: string
  /** The first and the last of them. */
  from: Day
  to: Day
  days: number
  /** What those days are, each once: `Saturday`, `holiday: Autumn half term`. */
  why: string[]
  /** The day on which it runs instead. */
  instead?: Day
}

/**
 * `at-once`: heavy jobs that start at the same minute; `busy`: a run in busy hours; `after`: a run before what
 * it should come after; `clock-hour`: a time that some nights have twice, or not at all.
 */
type ClashKind = 'at-once' | 'busy' | 'after' | 'clock-hour'

export interface Clash {
  kind: ClashKind
  jobs: string[]
  /** For people. */
  text: string
  /** How often, and when first; epoch ms. */
  times: number
  first: number
}

/** What is planned more often than this on a day is counted by day, unless each run is asked for. */
const LISTED_A_DAY = 12

export const isCrowd = ({ schedule }: Pick<ConfiguredJob, 'schedule'>): boolean =>
  schedule.minutesOfDay.length > LISTED_A_DAY
