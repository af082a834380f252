import {
  type Answers,
  answersOf,
  type EmbeddedAnswer,
  type LoginAnswer,
  type MailAnswer,
  SECRETS,
  type ServerAnswer,
} from '../init/answers.ts'
import type { Typed } from '../init/env-file.ts'
import { calendarOf, read } from '../init/said.ts'
import { schoolYear, usualDates } from '../init/school-year.ts'
import type { CalendarText, Period } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { Ask } from './ask.ts'
import { loginOf, type Said } from './init-options.ts'

/** Asks a person at a terminal whatever flags have not said. */
export class InitQuestions {
  readonly #ask: Ask
  /** The secrets that were typed. */
  readonly typed: Typed = {}

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** @param account whoever is at it @param todayIn the date in a time zone */
  async complete(said: Said, account: string | undefined, todayIn: (zone: string) => Day): Promise<Answers> {
    const school =
      said.school ?? (await this.#ask.text('What is the school called?', '', checked(read.words)))
    const timezone =
      said.timezone ??
      (await this.#ask.text('In which time zone is it?', 'Europe/London', checked(read.zone)))
    const database = await this.#database(said.database)
    const calendar = said.calendar ?? (await this.#calendar(todayIn(timezone)))
    const busy = said.busy ?? (await this.#busy())
    const mail = said.mail ?? (await this.#mail())
    const alerts = said.alerts ?? (await this.#alerts(mail !== undefined))
    const personal =
      said.personal ??
      (account !== undefined &&
        (await this.#ask.agree(
          `${account} may see, run and change all. Names and texts of people, too?`,
          false,
        )))
    const service = said.service ?? (await this.#service(database))
    const answers = { school, timezone, database, calendar, busy, alerts, mail, account, personal, service }
    return answersOf(answers, todayIn(timezone))
  }

  async #database(said: Said['database']): Promise<EmbeddedAnswer | ServerAnswer> {
    const type =
      said.type ??
      (await this.#ask.one('Which database?', [
        ['sqlite', 'An embedded one in a file, to try it: nothing else is needed'],
        ['sqlserver', 'SQL Server, where PARS and SIMS are'],
      ]))
    if (type === 'sqlite')
      return {
        type,
        file: said.file ?? (await this.#ask.text('In which file?', 'school.db', checked(read.words))),
      }
    const server =
      said.server ??
      (await this.#ask.text('Which server? SERVER, or SERVER\\INSTANCE', '', checked(read.server)))
    const name = said.name ?? (await this.#ask.text('Which of its databases?', 'SIMS', checked(read.words)))
    const login = await this.#login(said)
    return { type: 'sqlserver', server, name, login, trust: said.trust }
  }

  async #login(said: Said['database']): Promise<LoginAnswer> {
    const kind = (said.login ??
      (await this.#ask.one('How does it log in there?', [
        ['sql', 'With a login of SQL Server'],
        ['windows', 'With an account of Windows, by name and password'],
        ['azure-app', 'As an application of Azure AD (Entra)'],
        ['azure-managed', 'By the managed identity of this host'],
      ]))) as LoginAnswer['kind']
    const whole = loginOf({ ...said, login: kind })
    const login = Array.isArray(whole) ? await this.#restOfLogin(kind, said) : whole
    if (kind === 'sql' || kind === 'windows') await this.#secret('Its password?', SECRETS.database)
    if (kind === 'azure-app') await this.#secret('The secret of the application?', SECRETS.application)
    return login
  }

  async #restOfLogin(kind: LoginAnswer['kind'], said: Said['database']): Promise<LoginAnswer> {
    const words = (message: string, usual = '') => this.#ask.text(message, usual, checked(read.words))
    if (kind === 'windows') {
      const domain = said.domain ?? (await words('Of which domain?'))
      return { kind, domain, user: said.user ?? (await words('Which account?', 'svc-pars')) }
    }
    if (kind === 'azure-app') {
      const tenantId = said.tenantId ?? (await words('The directory (tenant) id?'))
      return { kind, tenantId, clientId: said.clientId ?? (await words('The application (client) id?')) }
    }
    return { kind: 'sql', user: said.user ?? (await words('Which login?', 'pars_auto')) }
  }

  /** Undefined: what is usual, to be corrected in the file. */
  async #calendar(today: Day): Promise<CalendarText | undefined> {
    const chosen = await this.#ask.one(`The term dates of ${schoolYear(today)}?`, [
      ['usual', 'Write down what is usual; I correct it in the file'],
      ['type', 'I type them now'],
    ])
    if (chosen === 'usual') return undefined
    const usual = usualDates(today)
    const days = async ({ name, from, to }: Period) =>
      read.days(await this.#ask.text(`${name}, first to last day?`, `${from}..${to}`, checked(read.days)))
    const terms: { from: Day; to: Day }[] = []
    for (const term of usual.terms ?? []) terms.push(await days(term))
    const halves: { from: Day; to: Day }[] = []
    for (const holiday of usual.holidays ?? [])
      if (!holiday.from.equals(holiday.to)) halves.push(await days(holiday))
    const bankHolidays = (usual.holidays ?? []).filter(({ from, to }) => from.equals(to))
    const inset = await this.#ask.text(
      'INSET days, with commas in between? Nothing: none',
      (usual.inset ?? []).join(', '),
      (typed) => split(typed).map((one) => read.date(one)),
    )
    return calendarOf(
      terms,
      [...halves, ...bankHolidays],
      split(inset).map((one) => read.date(one)),
    )
  }

  async #busy(): Promise<Answers['busy']> {
    const typed = await this.#ask.text(
      'When is the server busy, with a backup? Such as 01:00-03:00; nothing: never',
      '',
      (text) => split(text).map((one) => read.busy(one)),
    )
    return split(typed).map((one) => read.busy(one))
  }

  async #mail(): Promise<MailAnswer | undefined> {
    const way = await this.#ask.one('How are mails sent?', [
      ['none', 'Not yet'],
      ['smtp', 'By a mail server'],
      ['folder', 'To a folder, to try it'],
    ])
    if (way === 'none') return undefined
    const from = await this.#ask.text(
      'From which address? Such as Riverside Academy <office@riverside.example>',
      '',
      checked(read.mailBox),
    )
    if (way === 'folder') return { from }
    const host = await this.#ask.text('Which mail server?', '', checked(read.words))
    const port = read.port(await this.#ask.text('On which port?', '587', checked(read.port)))
    const user = await this.#ask.text('With which login? Nothing: it wants none', '')
    if (user) await this.#secret('Its password?', SECRETS.mail)
    return { from, smtp: { host, port, ...(user ? { user } : {}) } }
  }

  /** @param isMailed whether there is a way to send mails */
  async #alerts(isMailed: boolean): Promise<Answers['alerts']> {
    const none: [string, string] = ['none', 'Nowhere yet, but to whoever reads what run-due prints']
    const webhook: [string, string] = ['webhook', 'To a web address, of Teams or Slack for example']
    const where = await this.#ask.one(
      'Where do alerts go when something is wrong?',
      isMailed ? [['mail', 'By mail'], webhook, ['both', 'Both'], none] : [none, webhook],
    )
    const mail = where === 'mail' || where === 'both' ? await this.#addresses() : []
    if (where === 'webhook' || where === 'both')
      await this.#secret('Its address? It is kept like a password.', SECRETS.webhook)
    return { webhook: where === 'webhook' || where === 'both', mail }
  }

  async #addresses(): Promise<string[]> {
    const all = (typed: string) => split(read.words(typed)).map((one) => read.mailAddress(one))
    return all(await this.#ask.text('To which addresses, with commas in between?', '', checked(all)))
  }

  /** Nothing: it is filled in later. */
  async #secret(message: string, name: keyof Typed): Promise<void> {
    const typed = await this.#ask.secret(`${message} Nothing: it is filled in later`)
    if (typed) this.typed[name] = typed
  }

  async #service(database: EmbeddedAnswer | ServerAnswer): Promise<string | undefined> {
    const login = database.type === 'sqlserver' ? database.login : undefined
    const usual = login?.kind === 'windows' ? `${login.domain}\\${login.user}` : ''
    const typed = await this.#ask.text(
      'Under which account will the scheduler run it? Nothing: said later',
      usual,
      (text) => text && read.account(text),
    )
    return typed || undefined
  }
}

/** For a question: only whether the answer will do. */
const checked = (reader: (typed: string) => unknown) => (typed: string) => {
  reader(typed)
}

const split = (typed: string): string[] =>
  typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
