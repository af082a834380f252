import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { noteFile } from '../../bin/idle.js'
import type { Config } from '../config/config.ts'
import { didYouMean } from '../config/suggest.ts'
import { exportTables } from '../data/export.ts'
import { type Loaded, load } from '../data/load.ts'
import { problemText } from '../data/problem.ts'
import { contract, type TableName } from '../db/contract.ts'
import { DatabaseUnreachable } from '../db/database.ts'
import { shownPlace } from '../db/open.ts'
import { isDemo } from '../demo/mark.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { Person } from '../permissions/person.ts'
import { audit } from '../runner/audit.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint } from './display.ts'
import { permitted } from './gate.ts'
import type { CommonOptions } from './options.ts'
import { embedded, usableConfig, withDatabase, withSchool } from './school.ts'

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
  const person = await whoMay(world, config)
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
    recorded: async (session, rows) => {
      const here = { host: { ...world.host, person: person.name }, config }
      const detail = `${grouped(rows)} rows in place of what was there.`
      await audit(session, here, 'db load', detail, (world.databaseClock ?? world.clock)())
    },
    onStatement: world.onStatement,
    stopped: () => stopIfAsked(world),
    progress: (line) => world.progress.tell(line),
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

/** By the database that is about to be replaced, where there is one; else by the config alone. */
async function whoMay(world: World, config: Config): Promise<Person> {
  try {
    return await withDatabase(world, config, (db) => permitted(world, config, db))
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error
    return permitted(world, config, undefined)
  }
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

function loadedText(
  world: World,
  { tables, isNew, keepsGrants }: Loaded,
  file: string,
  dryRun: boolean,
): string {
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
  const others = ['All other tables are empty', ...(keepsGrants ? ['who may do what is as it was'] : [])]
  return `${table}\nLoaded into ${file}. ${others.join('; ')}.${history}\nIt holds personal data: keep it as you keep SIMS.\n\n${paint(world).bold('Try')}\n  pars-auto refresh-all-years --dry-run --verbose\n`
}

interface ExportOptions extends CommonOptions {
  replace?: boolean
  table?: string[]
}

/** Writes every table of the contract, or those that were named, to CSV files. */
export async function exportData(world: World, options: ExportOptions, folder: string): Promise<ExitCode> {
  const tables = (options.table ?? Object.keys(contract)).map(knownTable)
  const target = path.resolve(world.cwd, folder)
  return withSchool(world, options, async (school) => {
    const { db } = school
    const now = await db.now()
    const detail = `To files: ${tables.join(', ')}.`
    await db.transaction((session) => audit(session, school, 'db export', detail, now), { turn: 'record' })
    const written = await exportTables(db, target, [...new Set(tables)], {
      replace: options.replace === true,
      stopped: () => stopIfAsked(world),
      progress: (line) => world.progress.tell(line),
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

/** @throws UserError when the contract has no such table */
export function knownTable(name: string): TableName {
  if (Object.hasOwn(contract, name)) return name as TableName
  const hint = didYouMean(name, Object.keys(contract), 'there are')
  throw new UserError(`There is no table "${name}".${hint ? ` ${hint}` : ''}`, Exit.usage)
}
