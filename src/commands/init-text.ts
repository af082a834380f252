import type { Problem } from '../config/problem.ts'
import type { AlertsAnswer, Answers, ServerAnswer } from '../init/answers.ts'
import { registry } from '../jobs/index.ts'
import { wrapped } from './display.ts'

/** Columns that there are anywhere. */
const WIDTH = 80

/** What was answered, for a last look before it is written. */
export function summaryText(answers: Answers): string {
  const { school, timezone, database, calendar, calendarIsOurs, busy, mail, alerts } = answers
  const terms = (calendar.terms ?? []).map(({ name, from, to }) => `${name}: ${from} to ${to}`)
  const facts: [string, string[]][] = [
    ['School', [`${school}, ${timezone}`]],
    ['Database', [database.type === 'sqlite' ? `embedded, in ${database.file}` : serverText(database)]],
    ['Terms', calendarIsOurs ? terms : [...terms, 'as is usual: to be corrected in the file']],
    ['Busy', busy.length > 0 ? busy.map(({ from, to, why }) => `${from}-${to}, ${why}`) : ['never']],
    [
      'Mails',
      [mail ? `from ${mail.from}, ${mail.smtp ? `by ${mail.smtp.host}` : 'to a folder'}` : 'not yet'],
    ],
    ['Alerts', alertsText(alerts)],
    ['You', [youText(answers)]],
    ['Jobs', [`all ${Object.keys(registry).length}, in shadow: they change nothing until they go live`]],
  ]
  return facts
    .flatMap(([name, lines]) => lines.map((line, at) => `${(at === 0 ? name : '').padEnd(10)}${line}`))
    .join('\n')
}

function alertsText({ mail, webhook }: AlertsAnswer): string[] {
  const told = [
    ...(mail.length > 0 ? [`by mail to ${mail.join(', ')}`] : []),
    ...(webhook ? ['to a web address'] : []),
  ]
  return told.length > 0 ? told : ['to whoever reads what run-due prints']
}

const serverText = ({ server, name, login }: ServerAnswer) => {
  const as = { sql: 'a login of SQL Server', windows: 'an account of Windows', 'azure-app': 'an application' }
  const whom = login.kind === 'azure-managed' ? 'the identity of this host' : as[login.kind]
  return `${name} on ${server}, as ${whom}${'user' in login ? ` (${login.user})` : ''}`
}

function youText({ account, personal }: Answers): string {
  if (account === undefined) return 'have no account that a permission can be granted to: everybody may'
  return `${account}: access and setup${personal ? ', and personal data' : ', no personal data'}`
}

interface Ending {
  answers: Answers
  file: string
  /** The config that was there before. */
  aside: string | undefined
  /** The file of secrets, where there is one. */
  envFile: string | undefined
  isNewEnvFile: boolean
  /** Those of the file as it stands. */
  problems: Problem[]
  /** Whether the config has to be named in the commands to come. */
  isElsewhere: boolean
  platform: NodeJS.Platform
}

/** What was written, what is left to do in it, and what comes next. */
export function endingText(ending: Ending): string {
  const { file, aside, envFile, problems } = ending
  const left = problems.map(
    ({ line, message, hint }) => `line ${line}: ${message}${hint ? ` (${hint})` : ''}`,
  )
  const written = [
    `${file} is written: ${Object.keys(registry).length} jobs, all in shadow. They record what they would do, and change nothing.`,
    ...(aside ? [`The one before is ${aside} now.`] : []),
    ...(envFile ? [envText(envFile, ending)] : []),
  ]
  return [
    ...written.flatMap((sentence) => wrapped(sentence, WIDTH)),
    '',
    ...(left.length > 0 ? ['Left to do in it', ...left.flatMap(item), ''] : []),
    'Read it once: what says TO BE CORRECTED or TO BE DECIDED is for you. Then',
    ...table(steps(ending)),
    '',
  ].join('\n')
}

function envText(envFile: string, { isNewEnvFile, platform }: Ending): string {
  if (!isNewEnvFile) return `The secrets are in ${envFile}.`
  return platform === 'win32'
    ? `The secrets are in ${envFile}. Let nobody else read it: icacls ${envFile} /inheritance:r /grant:r "%USERNAME%:F"`
    : `The secrets are in ${envFile}, which only you can read; so must the account of the scheduler.`
}

function steps({ answers: { database, mail }, file, isElsewhere }: Ending): [string, string][] {
  const command = (words: string) =>
    `pars-auto ${words}${isElsewhere ? ` -c ${/\s/.test(file) ? `"${file}"` : file}` : ''}`
  const first: [string, string][] =
    database.type === 'sqlite'
      ? [
          ...(mail?.smtp ? [] : ([['demo', 'fills it with a made-up school']] as [string, string][])),
          ['db load FOLDER', 'or with your own, from CSV files'],
        ]
      : [
          ['db contract --sql', 'T-SQL to map your tables'],
          ['db migrate --sql', 'T-SQL for the tables of its own'],
          ['db grants', 'T-SQL with its rights, to be run last'],
          ['db ping', 'whether it is reached, and as whom'],
          ['db check', 'what is still missing in the database'],
        ]
  return [
    ...first,
    ['doctor', 'whether all is there that jobs need'],
    ['refresh-all-years --dry-run', 'what one of them would change now'],
    ['list', 'every job, and when it runs next'],
    ['validate', 'after every change of the file'],
    ['install-schedule', 'has it started every minute'],
  ].map(([words, about]) => [command(words!), about!])
}

const item = (text: string): string[] =>
  wrapped(text, 74).map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`))

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([command]) => command.length)) + 2
  return rows.map(([command, about]) => `  ${command.padEnd(width)}${about}`)
}
