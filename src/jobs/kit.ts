import type { z } from 'zod'
import type { TableName } from '../db/contract.ts'
import type { Row, Session } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import type { ScheduleText } from '../schedule/schedule.ts'
import type { Change, Rows } from './plan.ts'

/** What a job is: one declaration, from which come its subcommand, config keys, documentation and tests. */
export interface JobDeclaration<Params extends z.ZodObject = z.ZodObject, Count extends string = string> {
  /** The subcommand and the usual id in the config, kebab-case. */
  name: string
  /** As PARS' own job list calls it. */
  title: string
  /** One sentence for `--help` and docs/jobs.md. */
  summary: string
  /** What a school's person in charge should know before relying on it: a few sentences for docs/jobs.md. */
  notes?: string
  /** When it runs unless the config says otherwise. School's wall time. */
  schedule: ScheduleText
  /** On which days of the school's calendar it runs: staff adds the INSET days to the school days. */
  days: 'all' | 'school' | 'staff'
  /** Runs every calendar day; only its time can be set. */
  mandatory?: true
  /** What happens to a slot that nobody ran in time. */
  missed: MissedDefault
  /** What can be set, in the config and as flags; every field described. */
  params: Params
  reads: TableName[]
  writes: TableName[]
  /** The numbers it reports, each with what it counts. The plan has one change for each. */
  counts: Record<Count, string>
  /** Says, as queries, what to add, change and remove. Writes nothing itself: the kit does. */
  plan(params: z.output<Params>, context: JobContext): Record<Count, Change> | Promise<Record<Count, Change>>
}

export interface MissedDefault {
  policy: 'skip' | 'once' | 'all'
  /** Oldest age at which a missed slot is still worth running, such as `7d`. Without it: until the next slot. */
  within?: string
  /** May a late run start at any hour, or only when the school is out and the server not busy? */
  hours: 'any' | 'out-of-hours'
}

/** A nightly job that missed its time runs once, in the first hour that suits, before its next slot. */
export const nightly: MissedDefault = { policy: 'once', hours: 'out-of-hours' }

/** What a plan may look at. */
export interface JobContext {
  /** Starts a query on a declared table; `alias` as in SQL. */
  from(table: TableName, alias?: string): Rows
  /** A query of one row made of constants. */
  values(row: Row): Rows
  /** Reads before planning. Most plans need none: what to change is a query already. */
  read: Pick<Session, 'all' | 'first'>
  /** The school's date now. */
  today: Day
  /** The school day that groups are made for: from 18:00 on it is tomorrow. */
  rollDay: Day
  /** The moment the run started, ISO 8601 in UTC. */
  now: string
  /** `hours` before now, ISO 8601 in UTC. */
  hoursAgo(hours: number): string
}

export function defineJob<Params extends z.ZodObject, Count extends string>(
  job: JobDeclaration<Params, Count>,
): JobDeclaration<Params, Count> {
  return job
}
