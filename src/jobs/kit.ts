import type { Knex } from 'knex'
import type { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { Database, DatabasePlace, Query, Row, Session } from '../db/database.ts'
import type { Expressions } from '../db/expression.ts'
import type { JobTable } from '../db/tables.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { ScheduleText } from '../schedule/schedule.ts'
import type { Change, Rows } from './plan.ts'

/** What a job is: one declaration, from which come its subcommand, config keys, documentation and tests. */
export interface JobDeclaration<
  Params extends z.ZodObject = z.ZodObject,
  Count extends string = string,
  Prepared = unknown,
> {
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
  /** What becomes of a run on another day; `skip` unless given. */
  nonSchoolDay?: 'next'
  /** Runs every calendar day; only its time can be set. */
  mandatory?: true
  /**
   * Names of jobs: it waits for every job of these kinds that the config has, without the config saying so, and for
   * those that the config's own `after` names besides.
   */
  after?: string[]
  /** What happens to a slot that nobody ran in time. */
  missed: MissedDefault
  /** What can be set, in the config and as flags; every field described. */
  params: Params
  /**
   * What stands in a parameter where that depends on another one: the settings of a report on which report it is.
   * Checked as the parameters are, with what is wrong shown at its place. Of the given ones, those that are wrong are
   * missing.
   */
  nested?(given: Partial<z.output<Params>>): { [Name in keyof z.output<Params>]?: z.ZodType }
  reads: JobTable[]
  writes: JobTable[]
  /**
   * Its rows say which pupil has a special need, a medical condition or free meals: which one is shown only to whoever
   * may view personal data.
   */
  confidential?: true
  /** The numbers it reports, each with what it counts. The plan has at most one change for each. */
  counts: Record<Count, string>
  /**
   * For large removals: the kit takes them in batches, each committed with the run's progress, with a breath in
   * between for other writers. The plan has nothing but removals then, from tables with a key of one number.
   */
  inBatches?: true
  /**
   * For a job that runs all day: whether there is anything for it to do, as a query that gives a row then, or as what
   * finds out where one query cannot say it. Without work it is not run, and its slot leaves no record but a count of the
   * looks. Asked only by the schedule. The query is kept and asked again in the next minutes: of the time it may know
   * the school's date, and instants that are always as far from now.
   */
  waiting?(params: z.output<Params>, context: LookContext): Rows | (() => Promise<boolean>)
  /**
   * What it fetches from outside the school before it plans, such as the replies to texts. What it writes it commits
   * itself, safe to repeat and in pieces; a failure fails the run before anything was planned. Neither a run in
   * shadow nor a dry run fetches.
   */
  fetch?(params: z.output<Params>, outside: Outside): Promise<void>
  /**
   * Works out beforehand what takes long, such as the pages of a report. It reads a picture of the database outside
   * of the plan's transaction, and keeps nobody from writing meanwhile; what it returns comes to the plan. Done for a
   * dry run as well.
   */
  prepare?(params: z.output<Params>, context: JobContext, session: Session): Promise<Prepared>
  /** Says, as queries, what to add, change and remove. Writes nothing itself: the kit does. */
  plan(
    params: z.output<Params>,
    context: JobContext,
    prepared: Prepared,
  ): PlanOf<Count> | Promise<PlanOf<Count>>
}

/** The steps by what they count, in the order in which they are done. A count without a step is 0. */
export type PlanOf<Count extends string> = Partial<Record<Count, Change>>

export interface MissedDefault {
  policy: 'skip' | 'once' | 'all'
  /** Oldest age at which a missed slot is still worth running, such as `7d`. Without it: until the next slot. */
  within?: string
  /** May a late run start at any hour, or only when the school is out and the server not busy? */
  hours: 'any' | 'out-of-hours'
}

/** A nightly job that missed its time runs once, in the first hour that suits, before its next slot. */
export const nightly: MissedDefault = { policy: 'once', hours: 'out-of-hours' }

/** What a job may look at to see whether there is anything to do. */
export type LookContext = Pick<
  JobContext,
  | 'from'
  | 'over'
  | 'union'
  | 'raw'
  | 'values'
  | 'same'
  | 'read'
  | 'settings'
  | 'calendar'
  | 'today'
  | 'now'
  | 'hoursAgo'
  | 'readFrom'
>

/** What a job has at hand while it fetches. Nothing of it is inside a transaction. */
export interface Outside {
  db: Database
  settings: Settings
  /** Epoch milliseconds, by the database's clock. */
  now(): Promise<number>
  /** Raised when the program is asked to stop. */
  stop: AbortSignal
}

/** What the config says about things that several jobs share, and where it is: paths are relative to it. */
export type Settings = Pick<Config, 'file' | 'school' | 'database' | 'sms' | 'mail' | 'print'>

/** Starts a query on rows that were worked out once; `alias` as in SQL. */
export type Staged = (alias?: string) => Rows

/** What a plan may look at. */
export interface JobContext extends Expressions {
  /** Which job of the config this is: several may share a declaration. */
  id: string
  /** Enrolment statuses that count as on roll: see groups/roll.ts. */
  enrolled: string[]
  /** Starts a query on a declared table; `alias` as in SQL. */
  from(table: JobTable, alias?: string): Rows
  /** A column of the row that a step changes, for use inside a query of `Amend.set` or `Narrow`. */
  ref(table: JobTable, column: string): Knex.Ref<string, { [K in string]: string }>
  /** Starts a query on the rows of another. */
  over(rows: Rows, alias?: string): Rows
  /** The rows of several queries, one after the other. Knex's own `unionAll` on a query mixes up its values. */
  union(...rows: Rows[]): Rows
  /** An expression that knex has no words for, the same on both databases; `??` is a name and `?` a value. */
  raw(sql: string, ...bindings: (string | number)[]): Knex.Raw
  /** A query of rows made of constants, all with the same columns. At least one. */
  values(...rows: Row[]): Rows
  /**
   * Works a query out once, for several steps to read: returns what starts a query on the rows it gave. For what is
   * costly, or would look different after the first step.
   */
  stage(rows: Rows): Promise<Staged>
  /**
   * Likewise for rows that came from elsewhere, each with its values in the order of `columns`; quick to find by the
   * whole number in the column `key`, where one is named.
   */
  stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<Staged>
  /** Asks another database than the school's, which is only read. `query` is built with the `sql` it is given. */
  readFrom(place: DatabasePlace, query: (sql: Knex) => Query): Promise<Row[]>
  settings: Settings
  /** Reads before planning. Most plans need none: what to change is a query already. */
  read: Pick<Session, 'all' | 'first'>
  /** Says something about the run that a person reading its record should know. Never personal data. */
  remark(text: string): void
  /** Likewise for something that the run could not do: it ends as partial. */
  fallShort(text: string): void
  calendar: Calendar
  /** The school's date now. */
  today: Day
  /** The date of the slot that the run is for, however late it is; today for a run by hand. */
  slotDay: Day
  /** The school day that groups are made for: from 18:00 on it is tomorrow. */
  rollDay: Day
  /** The moment the run started, ISO 8601 in UTC. */
  now: string
  /** When the job is next due by its schedule, epoch milliseconds; undefined where that is more than a year ahead. */
  nextDue(): number | undefined
  /** The job is in shadow: another program does its work, and this is only about what it would do itself. */
  shadow: boolean
  /** Since when the job has been live, neither switched off nor in shadow. ISO 8601 in UTC. */
  liveSince: string
  /** The day on which it took over from another program, where it was in shadow before: what came before is done. */
  tookOver?: Day
  /** `hours` before now, ISO 8601 in UTC. */
  hoursAgo(hours: number): string
}

export function defineJob<Params extends z.ZodObject, Count extends string, Prepared = undefined>(
  job: JobDeclaration<Params, Count, Prepared>,
): JobDeclaration<Params, Count, Prepared> {
  return job
}
