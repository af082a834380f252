import type { z } from 'zod'
import type { DatabasePlace } from '../db/database.ts'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import type { LogPlace } from '../log/log.ts'
import type { Calendar, CalendarText } from '../schedule/calendar.ts'
import type { Hours } from '../schedule/hours.ts'
import type { Schedule, ScheduleWarning } from '../schedule/schedule.ts'
import type { SlotRules } from '../schedule/slots.ts'
import type { Zone } from '../schedule/zone.ts'
import type { BusyHours, SimsPlace } from './config.ts'
import type { DatabaseSection } from './database-place.ts'
import type { jobFields } from './job-schema.ts'
import type { Section } from './outgoing.ts'
import type { Path } from './problem.ts'
import type { Located } from './tree.ts'

/** The config while it is checked: what is wrong is absent, and hides nothing of the rest. */
export interface Draft {
  /** Epoch ms. */
  now: number
  /** Absolute path of the config: folders and files are written relative to it. */
  file: string
  root: Located
  school?: { name: string; guests: boolean }
  zone?: Zone
  /** What could be read of the section. */
  databaseSection: DatabaseSection
  /** Absent when it is wrong. */
  database?: DatabasePlace | undefined
  /** Likewise, of a database of SIMS' own. */
  simsSection: DatabaseSection
  sims?: SimsPlace | undefined
  busy: BusyHours[]
  schoolHours?: Hours
  /** What could be read of the section, its dates, and what came of them. */
  calendarSection: Partial<Section<'calendar'>>
  dates: CalendarText
  calendar: Calendar
  alerts: Partial<Section<'alerts'>>
  history: Partial<Section<'history'>>
  /** As far as it could be read; what is wrong in it is as usual meanwhile. */
  log: LogPlace
  sms?: Section<'sms'> | undefined
  mail?: Section<'mail'> | undefined
  print?: Section<'print'> | undefined
  permissions?: Partial<Section<'permissions'>> | undefined
  /** Those whose job is known: as in the file, then the mandatory ones that it does not mention. */
  jobs: DraftJob[]
  byId: Map<string, DraftJob>
  /** Every id of the file, whatever is wrong with it. */
  ids: Set<string>
}

export type JobFields = { [Key in keyof typeof jobFields]?: z.output<(typeof jobFields)[Key]> }

export interface DraftJob {
  id: string
  job: JobDeclaration
  path: Path
  /** The keys that the file has for it. */
  written: readonly string[]
  fields: JobFields
  /** Absent when one of them is wrong. */
  params?: Record<string, unknown>
  /** Absent when it is wrong, or the file says twice when the job runs. */
  schedule?: Schedule
  scheduleWarnings: ScheduleWarning[]
  /** Absent as long as the time zone is wrong. */
  rules?: SlotRules
}

/** Whether the job runs at all. */
export const isOn = ({ fields }: DraftJob) => fields.enabled !== false

/** The ids of the file's `after`, in a list. */
export const namedAfter = ({ fields }: Pick<DraftJob, 'fields'>) => [fields.after ?? []].flat()

/** The ids of the jobs that a job waits for by its declaration: every one of those kinds, whatever the file says. */
export function declaredAfter({ id, job: { after } }: Kind, all: readonly Kind[]): string[] {
  if (!after) return []
  return all.filter((one) => one.id !== id && after.includes(one.job.name)).map((one) => one.id)
}

/** The ids of all jobs that a job waits for. */
export const predecessors = (job: Kind & Pick<DraftJob, 'fields'>, all: readonly Kind[]): string[] => [
  ...new Set([...namedAfter(job), ...declaredAfter(job, all)]),
]

type Kind = Pick<DraftJob, 'id' | 'job'>

/** The jobs that must run at every school. */
export const mandatoryJobs = () => Object.values(registry).filter(({ mandatory }) => mandatory)
