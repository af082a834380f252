import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { noteFile } from '../../bin/idle.js'
import { didYouMean } from '../config/suggest.ts'
import { exportTables } from '../data/export.ts'
import { type Loaded, load } from '../data/load.ts'
import { problemText } from '../data/problem.ts'
import { contract, type TableName } from '../db/contract.ts'
import { shownPlace } from '../db/open.ts'
import { isDemo } from '../demo/mark.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint } from './display.ts'
import type { CommonOptions } from './options.ts'
import { embedded, usableConfig, withDatabase } from './school.ts'

/** So many problems are printed; `--json` has them all. */
const PRINTED = 100

interface LoadOptions extends CommonOptions {
  replace?: boolean
  dryRun?: boolean
}

/** Fills the embedded database from one CSV file per table; with anything wrong it changes nothing. */
export async function loadData(world: World, options: LoadOptions, folder: string): Promise<ExitCode> {
  const config = usableConfig(world, options)
  const { file } = embedded(config)
  if (config.sims)
    throw new UserError(
      `This fills one database with all tables, and SIMS is in another one (${shownPlace(config.sims.place)}). Without the section 'sims' it can be done.`,
      Exit.usage,
    )
  const dryRun = options.dryRun === true
  const isReal = existsSync(file) && !(await isDemo(file, world))
  if (isReal && !options.replace && !dryRun) {
    throw new UserError(
      `${shown(world, file)} is there already and the demo did not make it. To replace what is in it: --replace. To keep what is in it first: pars-auto db export`,
      Exit.usage,
    )
  }
  const loaded = await load({
    folder: path.resolve(world.cwd, folder),
    database: file,
    zone: config.school.zone,
    clock: world.clock,
    dryRun,
    limit: options.json ? Number.POSITIVE_INFINITY : PRINTED,
    keepMode: isReal,
    host: world.host,
    onStatement: world.onStatement,
    stopped: () => stopIfAsked(world),
  })
  const isBad = loaded.problems.count > 0
  // What this host remembers of a database that is gone would make the new one look like a restored backup.
  if (loaded.isNew && !isBad && !dryRun) rmSync(noteFile(config.file), { force: true })
  if (options.json) {
    const { problems, tables, unjudged } = loaded
    world.out(asJson({ loaded: !isBad && !dryRun, tables, problems: problems.shown, unjudged }))
  } else if (isBad) world.out(problemsText(loaded))
  else world.out(loadedText(world, loaded, shown(world, file), dryRun))
  return isBad ? Exit.usage : Exit.done
}

function stopIfAsked({ stop }: World): void {
  if (stop.aborted)
    throw new UserError(
      'Stopped. Nothing was changed.',
      stop.reason === 'SIGTERM' ? Exit.terminated : Exit.interrupted,
    )
}

const shown = (world: World, file: string) => path.relative(world.cwd, file) || file
const grouped = (count: number) => count.toLocaleString('en-GB')
const counted = (count: number, what: string) => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`

function problemsText({ problems, unjudged }: Loaded): string {
  const lines = problems.shown.map((problem) => `${problemText(problem)}\n`).join('')
  const more = problems.count - problems.shown.length
  const rest = more > 0 ? `and ${grouped(more)} more; all of them: --json\n` : ''
  const notChecked = unjudged
    .map((file) => `Not checked: what refers to ${file}, because not every row of it could be read.\n`)
    .join('')
  return `${lines}${rest}${notChecked}\n${counted(problems.count, 'problem')}. Nothing was loaded, nothing was changed.\n`
}

function loadedText(world: World, { tables, isNew }: Loaded, file: string, dryRun: boolean): string {
  const rows = tables.map(({ table, file, rows, encoding }) => [
    `  ${table}`,
    grouped(rows),
    file
      ? `${file}${encoding === 'UTF-8' ? '' : `, read as ${encoding}`}`
      : "the DfE's codes: there was no file",
  ])
  const table = columns(world, ['  Table', 'Rows', 'From'], rows)
  if (dryRun) return `${table}\nNothing is wrong. Nothing was loaded: this was a dry run.\n`
  const history = isNew
    ? ''
    : ' The history of runs stays; what the jobs remembered of single rows is forgotten.'
  return `${table}\nLoaded into ${file}. All other tables are empty.${history}\nIt holds personal data: keep it as you keep SIMS.\n\n${paint(world).bold('Try')}\n  pars-auto refresh-all-years --dry-run --verbose\n`
}

interface ExportOptions extends CommonOptions {
  replace?: boolean
  table?: string[]
}

/** Writes every table of the contract, or those that were named, to CSV files. */
export async function exportData(world: World, options: ExportOptions, folder: string): Promise<ExitCode> {
  const tables = (options.table ?? Object.keys(contract)).map(knownTable)
  const config = usableConfig(world, options)
  const target = path.resolve(world.cwd, folder)
  return withDatabase(world, config, async (db) => {
    const written = await exportTables(db, target, [...new Set(tables)], {
      replace: options.replace === true,
      stopped: () => stopIfAsked(world),
    })
    if (options.json) world.out(asJson({ folder: target, tables: written }))
    else {
      const rows = written.map(({ table, rows }) => [`  ${table}.csv`, grouped(rows)])
      world.out(
        `${columns(world, ['  File', 'Rows'], rows)}\nWritten to ${shown(world, target)}. This is personal data: only your account can read the files; delete them when you are done.\n`,
      )
    }
    return Exit.done
  })
}

function knownTable(name: string): TableName {
  if (Object.hasOwn(contract, name)) return name as TableName
  const hint = didYouMean(name, Object.keys(contract), 'there are')
  throw new UserError(`There is no table "${name}".${hint ? ` ${hint}` : ''}`, Exit.usage)
}
