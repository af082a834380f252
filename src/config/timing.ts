import type { JobDeclaration } from '../jobs/kit.ts'
import { Remembered } from '../remembered.ts'
import { type Compiled, compileSchedule, type ScheduleText } from '../schedule/schedule.ts'

/** The keys that say when a job runs, checked one by one. */
export interface Timing {
  cycle?: Extract<ScheduleText, { at: unknown }>['cycle']
  at?: string | string[]
  cron?: string
  every?: string
  between?: string
}

export type TimingKey = keyof Timing

/** The ways to say it: each key with those that go with it. */
const WAYS: Record<'at' | 'cron' | 'every', TimingKey[]> = {
  at: ['at', 'cycle'],
  cron: ['cron'],
  every: ['every', 'between', 'cycle'],
}

/** A key that does not go with another one; undefined when all fit together. */
export function conflict(
  keys: readonly TimingKey[],
  job: JobDeclaration,
): { key: TimingKey; message: string } | undefined {
  const ways = (['cron', 'every', 'at'] as const).filter((way) => keys.includes(way))
  const [way, other] = ways
  if (way && other)
    return {
      key: other,
      message: `'${other}' and '${way}' both say when the job runs: one of them is enough`,
    }
  const chosen = way ?? wayOf(job.schedule)
  const stray = keys.find((key) => !WAYS[chosen].includes(key))
  if (!stray) return undefined
  if (stray === 'between') return { key: stray, message: "'between' goes with 'every', which is missing" }
  return { key: stray, message: `'${stray}' does not go with '${chosen}'` }
}

/** When a job runs: as the file says, and as the job itself says where the file is silent. */
export function scheduleOf(timing: Timing, job: JobDeclaration): Compiled {
  const text = scheduleText(timing, job.schedule)
  return known.get(JSON.stringify(text), () => compileSchedule(text))
}

/** Schedules by their texts: the schools of a trust have the same ones. */
const known = new Remembered<Compiled>(500)

/** As the file says, with what is usual where it is silent. */
export function scheduleText({ cycle, at, cron, every, between }: Timing, usual: ScheduleText): ScheduleText {
  if (cron !== undefined) return { cron }
  if (every !== undefined) return { ...('every' in usual ? usual : {}), every, ...given({ between, cycle }) }
  if (at !== undefined) return { ...('at' in usual ? usual : {}), at, ...given({ cycle }) }
  return { ...usual, ...given({ between, cycle }) }
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}

const wayOf = (text: ScheduleText) => ('cron' in text ? 'cron' : 'every' in text ? 'every' : 'at')
