import { existsSync } from 'node:fs'
import path from 'node:path'
import { reports } from '../../reports/index.ts'
import { isOwn, ownNames } from '../../reports/own/files.ts'
import { readOwnReport } from '../../reports/own/read.ts'
import { declared } from '../../reports/own/report.ts'
import { quote } from '../quote.ts'
import { didYouMean } from '../suggest.ts'
import { at } from '../tree.ts'
import { reportJobs } from './report-jobs.ts'
import type { Rule } from './rule.ts'

export const reportUnknown: Rule = {
  name: 'report-unknown',
  about: 'A report job names a report that there is.',
  severity: 'error',
  *check(draft) {
    for (const { path: job, params } of reportJobs(draft)) {
      if (Object.hasOwn(reports, params.report) || isOwn(params.report)) continue
      yield {
        path: [...job, 'report'],
        message: `there is no report ${quote(params.report)}`,
        hint:
          didYouMean(params.report, [...Object.keys(reports), ...ownNames(draft.file)], 'there are') ??
          'pars-auto report list shows all',
      }
    }
  },
}

export const reportOwn: Rule = {
  name: 'report-own',
  about: 'The SQL file of a report is there, can be read, and knows the parameters that a job gives it.',
  // A file that somebody is at work on must not bring the other jobs of the school to a halt.
  severity: 'warning',
  *check(draft) {
    for (const { path: job, params } of reportJobs(draft)) {
      if (!isOwn(params.report)) continue
      const trouble = troubleWith(path.resolve(path.dirname(draft.file), params.report), params.parameters)
      if (trouble)
        yield {
          path: [...job, trouble.key],
          message: `${quote(params.report)} ${trouble.what}`,
          hint: `until that is put right this report fails; the other jobs run`,
        }
    }
  },
}

function troubleWith(file: string, parameters: Record<string, unknown>) {
  if (!existsSync(file)) return { key: 'report', what: 'is not there' }
  const { report, problems } = readOwnReport(file)
  const [error] = problems.filter(({ severity }) => severity === 'error')
  if (error || !report)
    return { key: 'report', what: `has an error in line ${error?.line}: ${error?.message}` }
  const checked = declared(report, file).params.safeParse(parameters)
  if (checked.success) return undefined
  const [issue] = checked.error.issues
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
  return { key: 'parameters', what: `does not take the parameter ${quote(name)} as it is given` }
}

export const reportNowhere: Rule = {
  name: 'report-nowhere',
  about: 'A report goes somewhere: to somebody, to a printer or to a folder.',
  severity: 'error',
  *check(draft) {
    for (const { id, path: job, params } of reportJobs(draft)) {
      if (params.to || params.print || params.folder) continue
      yield {
        path: job,
        on: 'key',
        message: `${quote(id)} makes a report that goes nowhere`,
        hint: "add 'to' with an address or a role, 'print' or 'folder'",
      }
    }
  },
}

export const reportMail: Rule = {
  name: 'report-mail',
  about: 'A report that is mailed needs the section mail, which says how mails are sent.',
  severity: 'error',
  *check(draft) {
    if (at(draft.root, ['mail'])) return
    for (const { id, path: job, params } of reportJobs(draft)) {
      if (!params.to) continue
      yield {
        path: [...job, 'to'],
        on: 'key',
        message: `${quote(id)} mails its report, and there is no section 'mail' that says how mails are sent`,
        hint: "add 'mail' with 'from' and 'smtp', or with 'folder' to try it; then: pars-auto mail test",
      }
    }
  },
}

export const reportPrinter: Rule = {
  name: 'report-printer',
  about: 'A report that is printed has a printer: its own, or the usual one.',
  severity: 'error',
  *check(draft) {
    // Of a section with mistakes in it nobody knows what it says.
    if (draft.print?.printer || (at(draft.root, ['print']) && !draft.print)) return
    for (const { id, path: job, params } of reportJobs(draft)) {
      if (!params.print || params.print.printer) continue
      yield {
        path: [...job, 'print'],
        on: 'key',
        message: `${quote(id)} prints its report, and no printer is named`,
        hint: "add, not below the jobs, print: { printer: … }, or 'printer' to this 'print'; pars-auto print printers shows them",
      }
    }
  },
}

const BELONGING = {
  attach: 'files that go with the mail',
  subject: 'the subject of the mail',
  otherwise: 'who is mailed what nobody else can be',
}

export const reportWithoutMail: Rule = {
  name: 'report-without-mail',
  about: 'What is about the mail of a report stands there with somebody who is mailed it.',
  severity: 'error',
  *check(draft) {
    for (const { path: job, params } of reportJobs(draft)) {
      if (params.to) continue
      for (const [key, what] of Object.entries(BELONGING))
        if (params[key as keyof typeof BELONGING] !== undefined)
          yield {
            path: [...job, key],
            on: 'key',
            message: `${quote(key)} says ${what}, and nobody is mailed this report`,
            hint: `add 'to', or delete ${quote(key)}`,
          }
    }
  },
}
