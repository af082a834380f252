import type { CalendarText } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { usualDates } from './school-year.ts'

/** What a school says of itself when its config is written for the first time. */
export interface Answers {
  school: string
  timezone: string
  database: EmbeddedAnswer | ServerAnswer
  calendar: CalendarText
  /** Whether the dates of the calendar are those of this school, or what is usual. */
  calendarIsOurs: boolean
  busy: BusyAnswer[]
  alerts: AlertsAnswer
  /** Without it nothing is mailed. */
  mail?: MailAnswer
  /** Who runs `init`, as the operating system says it; none where it says nothing that could be granted anything. */
  account?: string
  /** Whether that person may be shown names, numbers and texts. */
  personal: boolean
  /** The account under which the scheduler is going to start `run-due`. */
  service?: string
}

/** Answers as they were given. Of the dates: those that are usual today where nobody said any. */
export function answersOf(
  {
    calendar,
    mail,
    account,
    service,
    ...said
  }: Omit<Answers, 'calendar' | 'calendarIsOurs' | 'mail' | 'account' | 'service'> & {
    calendar: CalendarText | undefined
    mail: MailAnswer | undefined
    account: string | undefined
    service: string | undefined
  },
  today: Day,
): Answers {
  return {
    ...said,
    calendar: calendar ?? usualDates(today),
    calendarIsOurs: calendar !== undefined,
    ...(mail ? { mail } : {}),
    ...(account === undefined ? {} : { account }),
    ...(service === undefined ? {} : { service }),
  }
}

export interface EmbeddedAnswer {
  type: 'sqlite'
  file: string
}

export interface ServerAnswer {
  type: 'sqlserver'
  server: string
  name: string
  login: LoginAnswer
  /** Take the certificate of the server as it is. */
  trust: boolean
}

export type LoginAnswer =
  | { kind: 'sql'; user: string }
  | { kind: 'windows'; domain: string; user: string }
  | { kind: 'azure-app'; tenantId: string; clientId: string }
  | { kind: 'azure-managed' }

export const LOGINS = [
  'sql',
  'windows',
  'azure-app',
  'azure-managed',
] as const satisfies LoginAnswer['kind'][]

export interface BusyAnswer {
  from: string
  to: string
  why: string
}

/** Neither: only whoever reads what `run-due` prints is told. */
export interface AlertsAnswer {
  webhook: boolean
  /** Addresses. */
  mail: string[]
}

export interface MailAnswer {
  from: string
  /** Without it mails are written to a folder. */
  smtp?: { host: string; port: number; user?: string }
}

/** The names under which the config looks for its secrets. */
export const SECRETS = {
  database: 'PARS_DB_PASSWORD',
  application: 'PARS_DB_CLIENT_SECRET',
  mail: 'PARS_MAIL_PASSWORD',
  webhook: 'PARS_ALERTS_WEBHOOK',
} as const

export type SecretName = (typeof SECRETS)[keyof typeof SECRETS]

/** The secrets that a config with these answers refers to, each with what it is. */
export function secretsOf({ database, mail, alerts }: Answers): [SecretName, string][] {
  const login = database.type === 'sqlserver' ? database.login.kind : undefined
  return [
    ...(login === 'sql' || login === 'windows'
      ? ([[SECRETS.database, 'The password of the login to SQL Server.']] as [SecretName, string][])
      : []),
    ...(login === 'azure-app'
      ? ([[SECRETS.application, 'The secret of the application that logs in.']] as [SecretName, string][])
      : []),
    ...(mail?.smtp?.user === undefined
      ? []
      : ([[SECRETS.mail, 'The password of the login to the mail server.']] as [SecretName, string][])),
    ...(alerts.webhook
      ? ([[SECRETS.webhook, 'The web address that alerts are posted to.']] as [SecretName, string][])
      : []),
  ]
}

/** `RIVERSIDE\svc-pars`, where the config logs in as an account of Windows. */
export const loginAccount = ({ database }: Pick<Answers, 'database'>): string | undefined =>
  database.type === 'sqlserver' && database.login.kind === 'windows'
    ? `${database.login.domain}\\${database.login.user}`
    : undefined
