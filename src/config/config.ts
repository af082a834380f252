import type { TableName } from '../db/contract.ts'
import type { DatabasePlace } from '../db/database.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import type { LogPlace } from '../log/log.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { MissedPolicy } from '../schedule/due.ts'
import type { Hours } from '../schedule/hours.ts'
import type { Schedule } from '../schedule/schedule.ts'
import type { SlotRules } from '../schedule/slots.ts'
import type { Zone } from '../schedule/zone.ts'
import type { DatabaseSection } from './database-place.ts'
import type { KeptAges } from './history.ts'
import type { MailSettings, PrintSettings, Section, SmsSettings } from './outgoing.ts'
import type { Lines } from './said-where.ts'

/** A checked `automation.config.yaml`: defaults filled in, schedules compiled, nothing left to doubt. */
export interface Config {
  /** Absolute path of the file. */
  file: string
  /** The file as it stands, with the files it extends behind it, without the values of secrets: see extends.ts. */
  text: string
  /** SHA-256 of `text`, hex: names the config in the history. */
  hash: string
  school: {
    name: string
    zone: Zone
    /** Whether guest pupils count as on roll. */
    guests: boolean
  }
  database: DatabasePlace
  /**
   * What says where that is, with references in place of what comes from the environment (see referring.ts), so that
   * it can be kept in a file. Undefined where that cannot be done: because a secret stands in the config itself.
   */
  referredDatabase(): DatabaseSection | undefined
  /** Where SIMS is, if not in `database`. */
  sims?: SimsPlace
  /** Hours in which the server is busy (backup, defrag), with the reason. */
  busy: BusyHours[]
  /** Wall hours of the school day: a late nightly job does not start in them. */
  schoolHours: Hours
  calendar: Calendar
  alerts: Alerts
  /** How long the program's own records are kept. */
  history: KeptAges
  log: LogPlace
  /** How texts are sent; none where the file does not say. */
  sms?: SmsSettings
  /** How mails are sent; none where the file does not say. */
  mail?: MailSettings
  /** Where reports are printed; none where the file does not say. */
  print?: PrintSettings
  /** Who may do what; none where the file does not say. */
  permissions?: Grants
  /** Where the file says what. */
  lines: Lines
  /** Files of secrets: that of the school's own file first, then those of the files it extends. */
  envFiles: string[]
  /**
   * Files the config was made of besides `file`: what it extends, and the files of secrets. A change to one is a change
   * to the config.
   */
  alsoRead: string[]
  /** In the order of the file; mandatory jobs that it does not mention come last, with their defaults. */
  jobs: ConfiguredJob[]
}

/** Who is told when something goes wrong. */
export interface Alerts {
  /** A secret. */
  webhook?: string
  /** Mail addresses. */
  mail: string[]
  /** Address of the dead man's switch for the runs of jobs that have none of their own. A secret. */
  ping?: string
  /** Address of the one that watches the ticks. A secret. */
  tickPing?: string
  /** When the digest of the week goes out on Mondays, in minutes after midnight; none where nobody wants it. */
  digestAt?: number
}

/** The school's database, and that of SIMS where it is another one. */
export type Places = Pick<Config, 'database' | 'sims'>

/** SIMS in a database of its own. */
export interface SimsPlace {
  place: DatabasePlace
  /** Those of the contract that are there; all others are in the school's database. */
  tables: TableName[]
}

/** Who holds each permission, as far as the config says it. */
export type Grants = Section<'permissions'>

export interface BusyHours extends Hours {
  why: string
}

export interface ConfiguredJob {
  id: string
  job: JobDeclaration
  enabled: boolean
  /** Planned runs only work out what they would do, and record that. */
  shadow: boolean
  schedule: Schedule
  rules: SlotRules
  missed: MissedPolicy
  /** Ids of the jobs whose slots it waits for. */
  after: string[]
  /** Milliseconds. */
  timeout: number
  guard: { percent: number; atLeast: number }
  /** Checked against the job's own schema, defaults filled in. */
  params: Record<string, unknown>
  /** Address of a dead man's switch that is told of its runs. A secret. */
  ping?: string
  /** Line of the config that speaks of it, from 1; none for a mandatory job that is not in the file. */
  line?: number
  /** The file that the line is of, where that is one that `file` extends. */
  lineOf?: string
}
