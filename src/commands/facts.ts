import { Exit, type ExitCode } from '../exit.ts'
import { registry } from '../jobs/index.ts'
import type { Guarded } from './needs.ts'

/** What the help and docs/commands.md say of a subcommand besides what its options say themselves. */
export interface Facts {
  /** What comes behind its name, each a command that works; with `  # ` a remark behind it. */
  examples: readonly string[]
  /** How it can end, besides what any command can. */
  exits: readonly ExitCode[]
}

/** Reads a config. */
const file = [Exit.configInvalid]
/** Reads a config, and opens the database. */
const school = [...file, Exit.databaseUnreachable]
/** Runs a job. */
const run = [...school, Exit.partial, Exit.alreadyRunning, Exit.timedOut, Exit.held]

/** Hands something over to be sent again. */
const sending = [...school, Exit.partial, Exit.alreadyRunning]

const facts = (exits: readonly ExitCode[], ...examples: string[]): Facts => ({ exits, examples })

/** Each subcommand, by what a person types. */
export const FACTS = {
  'run-due': facts([...school, Exit.partial, Exit.timedOut, Exit.held], '', '-c /opt/pars-auto/school.yaml'),
  list: facts(school, '', '--json'),
  next: facts(school, '', '--count 50'),
  week: facts(file, '', '--date 2027-03-22'),
  simulate: facts(file, '--summary', '--from 2027-03-22 --to 2027-04-02', '--job refresh-all-years --json'),
  history: facts(school, '', 'refresh-all-years --count 50'),
  show: facts(school, '17', '17 --json'),
  why: facts(school, 'refresh-all-years', 'refresh-all-years --at "2026-11-23 23:00"', 'sms --at 08:15'),
  status: facts([...school, Exit.partial, Exit.held], '', '--json'),
  'job show': facts(school, 'refresh-all-years', 'refresh-all-years --json'),
  'job set': facts(
    school,
    'refresh-all-years at=22:45',
    'clear-expired-notices cycle=mon,thu after=refresh-all-years',
    'refresh-all-years guard.percent=5 --dry-run',
    'clear-expired-notices --unset after',
  ),
  dashboard: facts(school, '--out dashboard.html'),
  doctor: facts([], '', '--only mail database'),
  handover: facts(school, '', '--out handover.html'),

  approve: facts(run, '17'),
  pause: facts(school, 'sms --until 16:30', 'clear-expired-notices --until 2026-12-01 --why exams', 'all'),
  resume: facts(school, '', 'sms', 'all'),
  ack: facts(school, '', '12'),
  'shadow report': facts(school, '', 'refresh-all-years --since 2026-11-01'),
  'go-live': facts([...school, Exit.held], 'refresh-all-years --dry-run', 'refresh-all-years'),
  unlock: facts([...school, Exit.alreadyRunning], 'refresh-all-years'),
  audit: facts(school, '', '--since "2026-11-23 08:00" --json'),
  permissions: facts(school, ''),
  validate: facts(file, '', 'other.yaml', '--format sarif > problems.sarif'),
  'install-schedule': facts(file, '--print', '--kind cron', '--account "RIVERSIDE\\svc-pars$"'),
  'verify-schedule': facts(file, '', '--json'),
  'uninstall-schedule': facts(file, ''),

  JOB: facts(run),
  'school-info': facts(school, '', '--html school.html'),
  'groups list': facts(school, '', '--json'),
  'groups adopt': facts(school, '--dry-run', '', '31 --as bus-routes:7'),
  'rules list': facts(school, '', '--json'),
  'rules show': facts(school, '3', 'full-week  # the id of a bonus job'),
  'rules try': facts(school, '3', '3 --on 2026-11-23'),
  'rules review': facts(school, '', '3'),
  'rules withdraw': facts(school, '12 13', '--all-unearned --rule 3'),
  'mirror problems': facts(school, '', '--count 200'),
  'pupil-scan outcomes': facts(school, '', '--date 2026-11-23 --outcome late'),

  'outbox list': facts(school, '', '--kind mail --state unknown'),
  'outbox show': facts(school, '5'),
  'outbox resolve': facts(sending, '5 --sent', '5 6 --again'),
  'sms queue': facts(school, '', '--state queued', '--batch 4 --json'),
  'sms replies': facts(school, '', '--unmatched'),
  'sms send': facts(
    school,
    '--pupil 1204 --text "Please ring the office." --dry-run',
    '--pupil 1204 --text "School is closed today." --urgent',
  ),
  'sms delete': facts(school, '7 8', '--batch 4'),
  'sms delay': facts(school, '7 --until 16:30', '--batch 4 --until "2026-11-24 07:30"'),
  'sms urgent': facts(school, '--batch 4'),
  'sms resolve': facts(sending, '7 --sent', '7 8 --again'),
  'sms test': facts(school, '07700900123'),
  'mail queue': facts(school, '', '--state failed'),
  'mail resolve': facts(sending, '5 --not-sent'),
  'mail test': facts(school, 'office@riverside.example'),
  'print queue': facts(school, '', '--state failed'),
  'print resolve': facts(sending, '5 --sent'),
  'print test': facts(school, '', '"Front office"'),
  'print printers': facts([], ''),

  'report list': facts([], '', 'unexplained-absences'),
  'report run': facts(
    school,
    'unexplained-absences',
    'lates --period this-term --year 7,8 --out lates.xlsx',
    'unexplained-absences at-least=3 --format csv > a.csv',
  ),
  'report preview': facts(
    school,
    'unexplained-absences --group 7A',
    'monday-absences  # the id of a job',
    'missing-marks-to-tutors --part 7A',
  ),
  'report who': facts(school, 'monday-absences', 'missing-marks-to-tutors --part 7A'),
  'report send': facts(run, 'monday-absences', 'monday-absences --again', 'monday-absences --for 2026-11-23'),
  'report automate': facts(
    school,
    'lates  # asks what it needs',
    'unexplained-absences --cycle mon --at 07:30 \\\n      --to "Deputy head" --attach xlsx --only-if-rows',
  ),

  init: facts(
    [],
    '  # asks a few questions',
    '--yes',
    '--school Riverside --server "SIMSSRV\\SIMS2012" \\\n      --database-name SIMS --user pars_auto',
  ),
  completion: facts([], 'bash  # source it, in ~/.bashrc', 'powershell | Out-String | Invoke-Expression'),
  demo: facts(file, '', '--pupils 5000'),
  'db ping': facts(school, '', '--json'),
  'db check': facts(school, '', '--json'),
  'db migrate': facts(school, '', '--sql > migrate.sql', '--down --yes'),
  'db contract': facts(file, '--sql > contract.sql', '--sql --table pupil --table school_history'),
  'db grants': facts(file, '> grants.sql', '--login "RIVERSIDE\\svc-pars"'),
  'db load': facts(file, 'our-data --dry-run', 'our-data --replace'),
  'db export': facts(school, 'our-data', 'our-data --table pupil --replace'),
} as const satisfies Record<Guarded, Facts>

/** Examples for the subcommand of a job, which runs it by hand. */
const ofJob = (name: string): readonly string[] => {
  const id = SEVERAL[name]
  return id === undefined ? ['', '--dry-run --verbose'] : [`--id ${id}`, `--id ${id} --dry-run --verbose`]
}

/** Jobs of which a school has several, with the id of one. */
const SEVERAL: Record<string, string> = { 'bonus-behaviour-points': 'full-week', report: 'monday-absences' }

/** What is to be known of a subcommand; nothing of one that only has verbs. */
export function factsOf(name: string): Facts | undefined {
  if (Object.hasOwn(registry, name)) return { ...FACTS.JOB, examples: ofJob(name) }
  return Object.hasOwn(FACTS, name) ? FACTS[name as Guarded] : undefined
}

/** In what ways a subcommand can end, besides those in which any can: 0, 1, 2, 130 and 143. */
export const exitsOf = ({ exits }: Facts, isGuarded: boolean): ExitCode[] =>
  [...exits, ...(isGuarded ? [Exit.notPermitted] : [])].sort((a, b) => a - b)

/** An example as a person types it. */
export function exampleLine(name: string, example: string): string {
  const [typed = '', remark] = example.split('  # ')
  const command = `pars-auto ${name} ${typed}`.trimEnd()
  return remark === undefined ? command : `${command}  (${remark})`
}
