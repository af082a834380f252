import { type Command, Option } from 'commander'
import { Exit, UserError } from '../exit.ts'
import {
  type AlertsAnswer,
  LOGINS,
  type LoginAnswer,
  type MailAnswer,
  type ServerAnswer,
} from '../init/answers.ts'
import { calendarOf, read } from '../init/said.ts'
import type { Day } from '../schedule/day.ts'
import type { CommonOptions } from './options.ts'

/** The flags of `init`, as they were typed. */
export interface InitOptions extends CommonOptions {
  yes?: boolean
  force?: boolean
  school?: string
  timezone?: string
  database?: 'sqlite' | 'sqlserver'
  file?: string
  server?: string
  databaseName?: string
  login?: LoginAnswer['kind']
  user?: string
  domain?: string
  tenantId?: string
  clientId?: string
  trustServerCertificate?: boolean
  term?: string[]
  holiday?: string[]
  inset?: string[]
  busy?: string[]
  alerts?: 'mail' | 'webhook' | 'none'
  alertsTo?: string[]
  mailFrom?: string
  mailServer?: string
  mailPort?: string
  mailUser?: string
  personal?: boolean
  serviceAccount?: string
}

/** What flags say, each checked; what is not said is missing. */
export type Said = ReturnType<typeof saidIn>

/** Adds the flags for everything that `init` would ask. */
export function addInitOptions(command: Command): void {
  const again = (text: string, before: string[] = []) => [...before, text]
  command
    .option('--yes', 'ask nothing: what no flag says is as usual')
    .option('--force', 'replace the config that is there, which is kept beside it')
  command
    .optionsGroup('The school:')
    .option('--school <name>', 'what it is called')
    .option('--timezone <zone>', 'such as Europe/London')
    .option('--term <days>', 'a term: 2026-09-02..2026-12-18; again for the others', again)
    .option('--holiday <days>', 'within a term: 2026-10-26..2026-10-30, or one day; again', again)
    .option('--inset <date>', 'an INSET day; again for the others', again)
    .option('--busy <hours>', 'when the server is busy: "01:00-03:00 backup"; again', again)
  command
    .optionsGroup('The database:')
    .addOption(new Option('--database <kind>', 'which kind').choices(['sqlite', 'sqlserver']))
    .option('--file <file>', 'sqlite: the file of the embedded database')
    .option('--server <server>', 'sqlserver: SERVER or SERVER\\INSTANCE')
    .option('--database-name <name>', 'sqlserver: which of its databases')
    .addOption(new Option('--login <kind>', 'sqlserver: how it logs in').choices([...LOGINS]))
    .option('--user <name>', 'for a login of SQL Server or of Windows')
    .option('--domain <domain>', 'for a login of Windows')
    .option('--tenant-id <id>', 'for a login of an application')
    .option('--client-id <id>', 'for a login of an application')
    .option('--trust-server-certificate', 'take its certificate as it is')
  command
    .optionsGroup('Alerts and mail:')
    .addOption(new Option('--alerts <where>', 'where alerts go').choices(['mail', 'webhook', 'none']))
    .option('--alerts-to <address>', 'who is mailed alerts, besides; again for others', again)
    .option('--mail-from <address>', 'the sender of all mails')
    .option('--mail-server <host>', 'the mail server; without it mails go to a folder')
    .option('--mail-port <number>', 'its port (default: 587)')
    .option('--mail-user <name>', 'the login, where it wants one')
  command
    .optionsGroup('Permissions:')
    .option('--personal', 'you may see names, numbers and texts of people')
    .option('--no-personal', 'you may not')
    .option('--service-account <account>', 'under which the scheduler starts run-due')
}

/** @throws UserError for the first flag that cannot be */
export function saidIn(options: InitOptions) {
  const { school, timezone, file, server, databaseName, user, domain, tenantId, clientId } = options
  const days = (flag: string, all: string[] = []) => all.map((one) => read.days(one, flag))
  const [terms, holidays] = [days('--term', options.term), days('--holiday', options.holiday)]
  const inset = (options.inset ?? []).map((one): Day => read.date(one, '--inset'))
  if (terms.length === 0 && holidays.length + inset.length > 0)
    throw new UserError('--holiday and --inset belong to --term.', Exit.usage)
  return {
    ...given('school', school, (name) => read.words(name, '--school')),
    ...given('timezone', timezone, (zone) => read.zone(zone, '--timezone')),
    database: {
      ...given('type', databaseType(options), (type) => type),
      ...given('file', file, (one) => read.words(one, '--file')),
      ...given('server', server, (one) => read.server(one, '--server')),
      ...given('name', databaseName, (one) => read.words(one, '--database-name')),
      ...given('login', loginKind(options), (one) => one),
      ...given('user', user, (one) => read.words(one, '--user')),
      ...given('domain', domain, (one) => read.words(one, '--domain')),
      ...given('tenantId', tenantId, (one) => read.words(one, '--tenant-id')),
      ...given('clientId', clientId, (one) => read.words(one, '--client-id')),
      trust: options.trustServerCertificate ?? false,
    },
    ...(terms.length > 0 ? { calendar: calendarOf(terms, holidays, inset) } : {}),
    ...given('busy', options.busy, (all) => all.map((one) => read.busy(one, '--busy'))),
    ...given('alerts', alertsIn(options), (alerts) => alerts),
    ...given('mail', mailIn(options), (mail) => mail),
    ...given('personal', options.personal, (may) => may),
    ...given('service', options.serviceAccount, (one) => read.account(one, '--service-account')),
  }
}

/** A flag that belongs to one kind says which kind it is. */
function databaseType({ database, file, server, databaseName, login }: InitOptions) {
  const ofServer = server ?? databaseName ?? login
  if (file !== undefined && (database === 'sqlserver' || ofServer !== undefined))
    throw new UserError('--file belongs to --database sqlite, and there are flags of a server.', Exit.usage)
  if (database === 'sqlite' && ofServer !== undefined)
    throw new UserError('--server, --database-name and --login belong to --database sqlserver.', Exit.usage)
  return database ?? (file !== undefined ? 'sqlite' : ofServer !== undefined ? 'sqlserver' : undefined)
}

function loginKind({ login, user, domain, tenantId }: InitOptions): LoginAnswer['kind'] | undefined {
  if (login !== undefined) return login
  if (tenantId !== undefined) return 'azure-app'
  return domain !== undefined ? 'windows' : user !== undefined ? 'sql' : undefined
}

function alertsIn({ alerts, alertsTo, mailFrom }: InitOptions): AlertsAnswer | undefined {
  const mail = (alertsTo ?? []).map((one) => read.mailAddress(one, '--alerts-to'))
  if (alerts === undefined && mail.length === 0) return undefined
  if (alerts === 'none' && mail.length > 0)
    throw new UserError(
      '--alerts-to says that alerts are mailed, and --alerts none that they are not.',
      Exit.usage,
    )
  if (alerts === 'mail' && mail.length === 0)
    throw new UserError('--alerts mail needs --alerts-to, who is mailed them.', Exit.usage)
  if (mail.length > 0 && mailFrom === undefined)
    throw new UserError('--alerts-to needs --mail-from, the sender of all mails.', Exit.usage)
  return { webhook: alerts === 'webhook', mail }
}

function mailIn({ mailFrom, mailServer, mailPort, mailUser }: InitOptions): MailAnswer | undefined {
  if (mailServer === undefined && (mailPort ?? mailUser) !== undefined)
    throw new UserError('--mail-port and --mail-user belong to --mail-server.', Exit.usage)
  if (mailFrom === undefined) {
    if (mailServer === undefined) return undefined
    throw new UserError('--mail-server needs --mail-from, the sender of all mails.', Exit.usage)
  }
  const from = read.mailBox(mailFrom, '--mail-from')
  if (mailServer === undefined) return { from }
  const smtp = {
    host: read.words(mailServer, '--mail-server'),
    port: mailPort === undefined ? 587 : read.port(mailPort, '--mail-port'),
    ...given('user', mailUser, (name) => read.words(name, '--mail-user')),
  }
  return { from, smtp }
}

/** The login of a server, when all of it is said; otherwise the flags for what is missing. */
export function loginOf(said: Said['database']): LoginAnswer | string[] {
  const { login: kind = 'sql', user, domain, tenantId, clientId } = said
  const missing = (flags: [string, unknown][]) =>
    flags.filter(([, value]) => value === undefined).map(([flag]) => flag)
  if (kind === 'sql') return user === undefined ? ['--user'] : { kind, user }
  if (kind === 'windows')
    return user !== undefined && domain !== undefined
      ? { kind, user, domain }
      : missing([
          ['--domain', domain],
          ['--user', user],
        ])
  if (kind === 'azure-app')
    return tenantId !== undefined && clientId !== undefined
      ? { kind, tenantId, clientId }
      : missing([
          ['--tenant-id', tenantId],
          ['--client-id', clientId],
        ])
  return { kind }
}

/** The server, when all of it is said; otherwise the flags for what is missing. */
export function serverOf(said: Said['database']): ServerAnswer | string[] {
  const { server, name, trust } = said
  const login = loginOf(said)
  if (server !== undefined && name !== undefined && !Array.isArray(login))
    return { type: 'sqlserver', server, name, login, trust }
  return [
    ...(server === undefined ? ['--server'] : []),
    ...(name === undefined ? ['--database-name'] : []),
    ...(Array.isArray(login) ? login : []),
  ]
}

/** A property that is there only when something was given. */
function given<Key extends string, From, To>(
  key: Key,
  value: From | undefined,
  make: (value: From) => To,
): { [K in Key]?: To } {
  return (value === undefined ? {} : { [key]: make(value) }) as { [K in Key]?: To }
}
