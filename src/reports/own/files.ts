import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { render } from '../../config/formats/index.ts'
import { hasErrors } from '../../config/problem.ts'
import { didYouMean } from '../../config/suggest.ts'
import { Exit, UserError } from '../../exit.ts'
import { reportNamed, reports } from '../index.ts'
import type { ReportDeclaration } from '../kit.ts'
import { readOwnReport } from './read.ts'
import { declared } from './report.ts'

/** Where a school's own reports are looked for, beside the config. */
const FOLDERS = ['', 'reports']

/** Whether a name means a file of the school's own, and not a report that is built in. */
export const isOwn = (name: string): boolean => /\.sql$/i.test(name)

/** The SQL files beside a config, as `report:` names them: `birthdays.sql`, `reports/birthdays.sql`. */
export function ownNames(config: string): string[] {
  return FOLDERS.flatMap((folder) => {
    const here = path.join(path.dirname(config), folder)
    const files = existsSync(here) ? readdirSync(here) : []
    return files
      .filter(isOwn)
      .sort()
      .map((name) => path.posix.join(folder, name))
  })
}

/** The file of the school's own that is meant by its bare name, without folder or ending. */
export const ownMeant = (name: string, config: string): string | undefined => {
  const bare = (file: string) => path.posix.basename(file.toLowerCase()).replace(/\.sql$/, '')
  return ownNames(config).find((own) => bare(own) === bare(name))
}

/**
 * A report by name: one that is built in, or a file of the school's own, relative to the config.
 * @throws UserError when there is none, or when the file is wrong: with every problem and its line
 */
export function reportFor(name: string, config: string): ReportDeclaration {
  const builtIn = reportNamed(name)
  if (builtIn) return builtIn
  if (!isOwn(name)) throw unknown(name, config)
  const file = path.resolve(path.dirname(config), name)
  if (!existsSync(file)) throw unknown(name, config)
  const { report, problems } = readOwnReport(file)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (!report || hasErrors(problems)) {
    const shown = errors.map((problem) => ({ ...problem, file: name }))
    throw new UserError(
      render('text', name, shown, { colour: false, folder: path.dirname(file) }).trimEnd(),
      Exit.configInvalid,
    )
  }
  return declared(report, name)
}

function unknown(name: string, config: string): UserError {
  const all = [...Object.keys(reports), ...ownNames(config)]
  const meant = ownMeant(name, config)
  const hint =
    (meant ? `did you mean '${meant}'?` : didYouMean(name, all, 'there are')) ?? 'see: pars-auto report list'
  return new UserError(`There is no report ${name}; ${hint}`, Exit.usage)
}
