import type { Config } from '../../config/config.ts'
import { type Checked, check, checkSchool } from '../../db/check/check.ts'
import type { TableName } from '../../db/contract.ts'
import type { Database } from '../../db/database.ts'
import { serverFacts } from '../../db/mssql/facts.ts'
import { openDatabase } from '../../db/open.ts'
import { whereaboutsOf } from '../../db/whereabouts.ts'
import { tablesNeeded } from '../../jobs/needs.ts'
import { type Check, type Finding, failed, ok, warning } from '../check.ts'

/** Of many differences, as many are told. */
const TOLD = 2

/** 13 is SQL Server 2016. */
const OLDEST_SERVER = 13

export const database: Check = {
  name: 'database',
  about: 'The database can be reached, with the login of the config.',
  needs: 'database',
  patience: 40_000,
  async look(_patient, config, db): Promise<Finding[]> {
    if (config.database.type === 'sqlite') return [ok(`${db.place} can be opened.`)]
    const { server, version, login, isReadOnly, connection } = await serverFacts(db)
    const reached = `${config.database.database} on ${server}, SQL Server ${version}, as ${login}`
    if (isReadOnly)
      return [
        failed(`${reached}: the database is read only.`, 'Ask whoever looks after it to open it for writing'),
      ]
    if (Number.parseInt(version, 10) < OLDEST_SERVER)
      return [warning(`${reached}: older than SQL Server 2016, with which nobody has tried it.`)]
    if (connection?.isEncrypted === false)
      return [
        warning(
          `${reached}, not encrypted: names and the password can be read on the way.`,
          'Set database.encrypt: true',
        ),
      ]
    return [ok(`${reached}.`)]
  },
}

/** Tables, columns, rights: what db check says, in a line. */
export const tables: Check = {
  name: 'tables',
  about: 'The tables are as the jobs need them, with the rights that they need.',
  needs: 'database',
  patience: 60_000,
  async look(_patient, config, db): Promise<Finding[]> {
    const report = await check(db, config.database, tablesNeeded(config.jobs), tablesIn(config, 'database'))
    const { here, known } = report.steps
    return [...stepsFinding(config, here, known), ...differencesFinding([...report.school, ...report.own])]
  },
}

function stepsFinding({ database: place }: Config, here: number, known: number): Finding[] {
  if (here > known)
    return [
      warning(
        `The tables of pars-auto were made by a newer version (step ${here}; this one knows ${known}).`,
        'Install the newer version on this computer too',
      ),
    ]
  if (here === known) return [ok(`The tables of pars-auto are up to date (step ${here}).`)]
  const old = `The tables of pars-auto are ${here === 0 ? 'not there yet' : `at step ${here} of ${known}`}`
  // An embedded database is brought up to date by the next tick.
  return place.type === 'sqlite'
    ? [ok(`${old}: the next tick makes them.`)]
    : [failed(`${old}.`, 'pars-auto db migrate')]
}

/** SIMS where that is another database. */
export const sims: Check = {
  name: 'sims',
  about: 'The database of SIMS can be reached, and has what the jobs need.',
  needs: 'config',
  patience: 60_000,
  async look({ world }, config): Promise<Finding[]> {
    if (!config.sims) return [{ state: 'none', what: 'SIMS is in the same database.' }]
    const { place } = config.sims
    let db: Database | undefined
    try {
      db = await openDatabase(place, { onStatement: world.onStatement })
      return differencesFinding(
        await checkSchool(db, place, tablesNeeded(config.jobs), tablesIn(config, 'sims')),
      )
    } finally {
      await db?.close()
    }
  },
}

function tablesIn(config: Config, section: 'database' | 'sims'): TableName[] {
  const where = whereaboutsOf(config)
  return (Object.keys(where) as TableName[]).filter((name) => where[name].section === section)
}

function differencesFinding(checked: Checked[]): Finding[] {
  const errors = checked.flatMap(({ table, differences }) =>
    differences
      .filter(({ severity }) => severity === 'error')
      .map(({ column, problem }) => `${table} ${column ? `${column} ` : ''}${problem}`),
  )
  if (errors.length === 0) return [ok(`All ${checked.length} tables are as the jobs need them.`)]
  const more = errors.length > TOLD ? `; and ${errors.length - TOLD} more` : ''
  const count = `${errors.length} thing${errors.length === 1 ? '' : 's'}`
  return [
    failed(
      `${count} in the database ${errors.length === 1 ? 'is' : 'are'} not as the jobs need: ${errors.slice(0, TOLD).join('; ')}${more}.`,
      'pars-auto db check has them all, with what cures each',
    ),
  ]
}
