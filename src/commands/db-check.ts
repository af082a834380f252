import type { Config } from '../config/config.ts'
import { type Checked, check, checkSchool, type Report } from '../db/check/check.ts'
import type { Difference } from '../db/check/found.ts'
import type { TableName } from '../db/contract.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { whereaboutsOf } from '../db/whereabouts.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { tablesNeeded } from '../jobs/needs.ts'
import { refuseWhilePaused } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { asJson, paint } from './display.ts'
import { permittedAt } from './gate.ts'
import type { CommonOptions } from './options.ts'
import { loggedIn, loginOf, usableConfig } from './school.ts'

/** Measures the database against all that the jobs declare, and says every difference at once. Changes nothing. */
export async function checkDatabase(world: World, options: CommonOptions): Promise<ExitCode> {
  const config = usableConfig(world, options)
  refuseWhilePaused(loginOf(config, world))
  return loggedIn(world, config, async (db) => {
    await permittedAt(world, config, db)
    const report = await checkPlaces(world, config, db)
    const isFine = isCurrent(report) && count(report, 'error') === 0
    if (options.json) world.out(asJson({ ok: isFine, database: db.place, ...report }))
    else world.out(text(world, report, db.place))
    return isFine ? Exit.done : Exit.databaseUnreachable
  })
}

/** The school's database, and that of SIMS where it is another one. */
async function checkPlaces(world: World, config: Config, db: Database): Promise<Report> {
  const needs = tablesNeeded(config.jobs)
  const where = whereaboutsOf(config)
  const names = Object.keys(where) as TableName[]
  const away = names.filter((name) => where[name].section === 'sims')
  const here = names.filter((name) => where[name].section === 'database')
  const report = await check(db, config.database, needs, here)
  if (!config.sims) return report
  const sims = await openDatabase(config.sims.place, { onStatement: world.onStatement })
  try {
    const school = await checkSchool(sims, config.sims.place, needs, away)
    return { ...report, school: [...report.school, ...school] }
  } finally {
    await sims.close()
  }
}

const isCurrent = ({ steps }: Report) => steps.here >= steps.known

/** How the program's own tables are, in a sentence. */
export function ownTablesText({ steps: { here, known } }: Report): string {
  if (here === 0) return 'are not there yet: pars-auto db migrate'
  if (here < known) return `are at step ${here} of ${known}: pars-auto db migrate`
  if (here > known)
    return `are at step ${here}, made by a newer version of pars-auto; this one knows ${known}`
  return `are up to date (step ${here})`
}

const count = ({ school, own }: Report, severity: Difference['severity']) =>
  [...school, ...own].flatMap(({ differences }) => differences).filter((one) => one.severity === severity)
    .length

function text(world: World, report: Report, place: string): string {
  const { school, own } = report
  const spare = school.filter((one) => one.at === undefined && one.neededBy.length === 0)
  const shown = [...school, ...own].filter((one) => one.differences.length > 0 && !spare.includes(one))
  const blocks = shown.map((checked) => tableText(world, checked))
  const unused = spare.map(({ table }) => table).join(', ')
  return [
    ...blocks,
    ...(spare.length > 0 ? [`Not there, and needed by no job that is switched on: ${unused}.\n`] : []),
    ...(isCurrent(report) ? [] : [`The tables that pars-auto keeps for itself ${ownTablesText(report)}\n`]),
    summary(report, place, spare.length),
  ].join('\n')
}

function tableText(world: World, { table, at, kind, base, neededBy, differences }: Checked): string {
  const { bold, dim, red, yellow } = paint(world)
  const what = kind === undefined ? '' : ` ${kind} ${at}${base ? ` for ${base}` : ''}`
  const whom = neededBy.length > 0 ? `, needed by ${neededBy.join(', ')}` : ''
  const lines = differences.flatMap(({ column, severity, problem, cure }) => [
    `  ${(severity === 'error' ? red : yellow)(severity)}: ${column ? `${column} ` : ''}${problem}`,
    ...(cure ? [`    ${cure}`] : []),
  ])
  return `${bold(table)}${dim(`${what}${whom}`)}\n${lines.join('\n')}\n`
}

function summary(report: Report, place: string, spare: number): string {
  const errors = count(report, 'error')
  const remarks = count(report, 'remark') - spare
  const many = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  const counted = [
    ...(errors > 0 ? [many(errors, 'error')] : []),
    ...(remarks > 0 ? [many(remarks, 'remark')] : []),
  ].join(', ')
  const tables = report.school.length + report.own.length
  if (errors === 0 && isCurrent(report))
    return `${place} has what the jobs need: ${tables} tables looked at${counted ? `, ${counted}` : ''}.\n`
  return `${place}: ${counted || 'not up to date'} in ${tables} tables. Nothing was changed; what is proposed is for whoever looks after the database.\n`
}
