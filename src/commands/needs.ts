import { registry } from '../jobs/index.ts'
import type { Permission } from '../permissions/permission.ts'
import type { Invocation } from '../world.ts'

/** What a subcommand needs of whoever starts it. */
export interface Needs {
  /** All of these. None: anybody may. */
  needs: Permission[]
  /** With one of these flags, those instead. The first that is given counts. */
  flags?: Record<string, Permission[]>
  /** With an argument, those instead. */
  argument?: Permission[]
  /** Of a job by hand that really runs, and not as the config says: with another parameter, or not in it at all. */
  changed?: Permission[]
  /** Why anybody may. */
  because?: string
}

const look: Needs = { needs: ['access'] }
const change: Needs = { needs: ['setup'] }
/** Without writing, it only looks. */
const rehearsable: Needs = { ...change, flags: { dryRun: ['access'] } }
const named: Needs = { needs: ['access', 'personal'] }
const anybody = (because: string): Needs => ({ needs: [], because })

/** To run a job in another way than the config says is to change it. */
export const CHANGED_JOB: Permission[] = ['setup']

/** Who may do what: each subcommand, by what a person types. docs/permissions.md is made from it. */
export const NEEDS = {
  'run-due': { needs: ['service'] },
  list: look,
  next: look,
  week: anybody('it reads a file that you can read, and nothing else'),
  simulate: anybody('it reads a file that you can read, and nothing else'),
  history: look,
  show: look,
  why: look,
  status: look,
  'job show': look,
  'job set': rehearsable,
  dashboard: look,
  handover: look,

  doctor: anybody('it says whether your account can do what the jobs need, and nothing about anybody'),
  approve: change,
  pause: change,
  resume: change,
  ack: { ...look, argument: ['setup'] },
  'shadow report': look,
  'go-live': rehearsable,
  unlock: change,
  audit: look,
  permissions: anybody('it tells you who you are taken for'),
  validate: anybody('it reads a file that you can read, and nothing else'),
  'install-schedule': anybody('the system itself says whose schedule you may change'),
  'verify-schedule': anybody('it asks this computer what you can see of it yourself'),
  'uninstall-schedule': anybody('the system itself says whose schedule you may change'),

  JOB: { ...look, changed: CHANGED_JOB },
  'school-info': look,
  'groups list': look,
  'groups adopt': rehearsable,
  'rules list': look,
  'rules show': look,
  'rules try': look,
  'rules review': look,
  'rules withdraw': change,
  'mirror problems': look,
  'pupil-scan outcomes': look,

  'outbox list': look,
  'outbox show': look,
  'outbox resolve': change,
  'sms queue': look,
  'sms replies': look,
  'sms send': rehearsable,
  'sms delete': change,
  'sms delay': change,
  'sms urgent': change,
  'sms resolve': change,
  'sms test': change,
  'mail queue': look,
  'mail resolve': change,
  'mail test': change,
  'print queue': look,
  'print resolve': change,
  'print test': change,
  'print printers': anybody('it asks this computer what it tells everybody who is logged in'),

  'report list': anybody('it reads files that you can read, and nothing else'),
  'report run': named,
  'report preview': named,
  'report who': named,
  'report send': { ...look, flags: { again: ['setup'] } },
  'report automate': rehearsable,

  init: anybody('it writes a file where you can write one, and opens no database'),
  completion: anybody('it names commands, and jobs of a file that you can read'),
  demo: anybody('it makes a school of its own, and touches no other'),
  'db ping': look,
  'db check': look,
  'db migrate': { ...change, flags: { sql: [] } },
  'db contract': anybody('it prints what stands in docs/contract.md'),
  'db grants': anybody('it reads a file that you can read, and nothing else'),
  'db load': rehearsable,
  'db export': named,
} satisfies Record<string, Needs>

/** A subcommand as the table has it. */
export type Guarded = keyof typeof NEEDS

/** Stands for the subcommand of each job, which runs it by hand. */
export const ANY_JOB = 'JOB' satisfies Guarded

/** Whether a subcommand changes something as it was typed: all that needs the right to, and jobs that really run. */
export function changesSomething({ name, options }: Pick<Invocation, 'name' | 'options'>): boolean {
  if (options.dryRun) return false
  return Object.hasOwn(registry, name) || name === 'report send' || needsOf(name, options).includes('setup')
}

/**
 * What a subcommand needs as it was typed.
 * @param name as in the table
 * @throws Error when the table lacks it
 */
export function needsOf(name: string, options: Record<string, unknown>, args: string[] = []): Permission[] {
  const key = Object.hasOwn(registry, name) ? ANY_JOB : name
  const entry: Needs | undefined = Object.hasOwn(NEEDS, key) ? NEEDS[key as Guarded] : undefined
  if (!entry) throw new Error(`${name} has no entry in src/commands/needs.ts.`)
  const [, instead] = Object.entries(entry.flags ?? {}).find(([flag]) => options[flag]) ?? []
  return instead ?? (args.length > 0 ? entry.argument : undefined) ?? entry.needs
}
