import type { Config, ConfiguredJob } from '../config/config.ts'
import type { Check, Finding } from '../doctor/check.ts'
import { failed, ok, warning } from '../doctor/check.ts'
import { cautions } from '../doctor/checks/cautions.ts'
import { sims, tables } from '../doctor/checks/database.ts'
import { mail } from '../doctor/checks/mail.ts'
import { printer } from '../doctor/checks/printer.ts'
import { sms } from '../doctor/checks/sms.ts'
import { ticks } from '../doctor/checks/ticks.ts'
import { tablesNeeded } from '../jobs/needs.ts'
import type { Delivery } from '../reports/delivery/settings.ts'
import type { Comparison } from './comparison.ts'

/** So many days of rehearsals show an ordinary week. */
const ENOUGH_DAYS = 5

/** What the rehearsals say for, or against, letting a job act. Nothing of it forbids it. */
export function ofRehearsals({ enabled, id }: ConfiguredJob, comparison: Comparison): Finding[] {
  return [
    ...(enabled
      ? []
      : [warning(`${id} is switched off (enabled: false): it does not run when it is live either.`)]),
    nightsFinding(comparison),
    ...(comparison.nights > 0 ? [verdictFinding(comparison)] : []),
  ]
}

function nightsFinding({ nights, looks }: Comparison): Finding {
  if (nights === 0)
    return warning('It has never rehearsed: nobody has seen what it would do.', 'Wait for a few nights')
  const told = `It has rehearsed ${looks === 1 ? 'once' : `${looks} times`}, on ${nights} day${nights === 1 ? '' : 's'}`
  return nights < ENOUGH_DAYS
    ? warning(`${told}; ${ENOUGH_DAYS} days show an ordinary week.`)
    : ok(`${told}.`)
}

function verdictFinding({ verdict, job, trouble, groups, steps }: Comparison): Finding {
  const look = `pars-auto shadow report ${job}`
  switch (verdict) {
    case 'agrees':
      return ok('What it wanted to do has come about: PARS did the same.')
    case 'quiet':
      return ok('Whenever it rehearsed, nothing was left to do.')
    case 'blind':
      return warning(
        'What it makes cannot be compared with what PARS made: look at it yourself.',
        `pars-auto ${job} --dry-run --verbose`,
      )
    case 'trouble':
      return failed(`What it would do now cannot be worked out: ${trouble}`, `pars-auto ${job} --dry-run`)
    default: {
      const open = steps.reduce((sum, step) => sum + step.open, 0)
      const what =
        groups.length > 0
          ? 'Its groups are not those of PARS.'
          : `PARS has not done ${open} of the things that it would have done.`
      return warning(what, look)
    }
  }
}

/** What of doctor's checks the job depends on, with what a school must not be without. */
export function checksFor(config: Config, job: ConfiguredJob): Check[] {
  const away = config.sims?.tables ?? []
  const needed = tablesNeeded([{ ...job, enabled: true }])
  const { mails, texts, prints } = waysOf(config, job)
  return [
    tables,
    ...(away.some((table) => needed.has(table)) ? [sims] : []),
    ...(mails ? [mail] : []),
    ...(texts ? [sms] : []),
    ...(prints ? [printer] : []),
    ticks,
    cautions,
  ]
}

/** What the job cannot do its work without and the config does not have; and what leads nowhere. */
export function ofWays(config: Config, job: ConfiguredJob): Finding[] {
  const { mails, texts, prints } = waysOf(config, job)
  const folder = (what: string, where: string | undefined) =>
    warning(`${what} are written to the folder ${where}, and reach nobody.`)
  return [
    ...(mails && !config.mail
      ? [failed('It sends mails, and the config has no section mail.', 'See docs/mail.md')]
      : []),
    ...(mails && config.mail?.folder ? [folder('Mails', config.mail.folder)] : []),
    ...(texts && !config.sms
      ? [failed('It sends texts, and the config has no section sms.', 'See docs/config.md')]
      : []),
    ...(texts && config.sms?.provider === 'file' ? [folder('Texts', config.sms.file?.folder)] : []),
    ...(prints && !printerOf(config, job)
      ? [failed('It prints, and neither it nor the config names a printer.', 'See docs/print.md')]
      : []),
  ]
}

function waysOf({ sms: settings }: Config, { job, params }: ConfiguredJob) {
  const { to, otherwise, print } = params as Partial<Delivery>
  const replies = settings?.replies
  const forwards = Boolean(replies?.toSender || replies?.central || replies?.alwaysTo)
  return {
    mails: job.name === 'report' ? Boolean(to ?? otherwise) : job.name === 'sms' && forwards,
    texts: job.name === 'sms',
    prints: job.name === 'report' && print !== undefined,
  }
}

const printerOf = (config: Config, { params }: ConfiguredJob) =>
  (params as Partial<Delivery>).print?.printer ?? config.print?.printer

/** Without it a job that is live does nothing by itself; that it will is for whoever sets it up, not for the job. */
export const isHard = (check: string): boolean => check !== ticks.name && check !== cautions.name
