import { contract, type TableName } from '../db/contract.ts'
import type { DatabasePlace, SqlServerLogin, SqlServerPlace } from '../db/database.ts'
import { contractScript } from '../db/mssql/contract-sql.ts'
import { grantsScript, simsGrantsScript } from '../db/mssql/grants.ts'
import { whereaboutsOf } from '../db/whereabouts.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { registry } from '../jobs/index.ts'
import { tablesNeeded } from '../jobs/needs.ts'
import type { World } from '../world.ts'
import { knownTable } from './db.ts'
import type { CommonOptions } from './options.ts'
import { usableConfig } from './school.ts'

interface ContractOptions extends CommonOptions {
  sql?: boolean
  table?: string[]
}

/** Prints the T-SQL with which a school maps its own tables. Opens no database. */
export function printContract(world: World, options: ContractOptions): ExitCode {
  if (!options.sql)
    throw new UserError(
      'The contract is in docs/contract.md. For the T-SQL that maps the tables of a school onto it: --sql',
      Exit.usage,
    )
  const tables = options.table?.map(knownTable) ?? (Object.keys(contract) as TableName[])
  const place = onServer(usableConfig(world, options).database) ?? DEFAULTS
  world.out(contractScript(place, [...new Set(tables)], usersOf))
  return Exit.done
}

/** Of all jobs there are: a school may switch another one on. */
function usersOf(name: TableName) {
  const jobs = Object.values(registry)
  return {
    readBy: jobs.filter(({ reads, writes }) => reads.includes(name) && !writes.includes(name)).map(nameOf),
    writtenBy: jobs.filter(({ writes }) => writes.includes(name)).map(nameOf),
  }
}

const nameOf = ({ name }: { name: string }) => name

interface GrantsOptions extends CommonOptions {
  login?: string
}

/** Prints the T-SQL that gives a login what the jobs need, and nothing more. Opens no database. */
export function printGrants(world: World, options: GrantsOptions): ExitCode {
  const config = usableConfig(world, options)
  const place = onServer(config.database)
  if (!place)
    throw new UserError(
      'The database of this config is a file, which whoever can write the file can write. Rights are granted on SQL Server.',
      Exit.usage,
    )
  const login = options.login ?? loginName(place.login)
  if (!login) throw new UserError('The config does not say who logs in by name: --login NAME', Exit.usage)
  const where = whereaboutsOf(config)
  const at = (section: 'database' | 'sims') =>
    (Object.keys(where) as TableName[]).filter((name) => where[name].section === section)
  const needs = tablesNeeded(config.jobs)
  world.out(grantsScript(place, needs, login, at('database')))
  const sims = config.sims && onServer(config.sims.place)
  const simsLogin = options.login ?? (sims && loginName(sims.login))
  if (sims && simsLogin) world.out(`\n${simsGrantsScript(sims, needs, simsLogin, at('sims'))}`)
  return Exit.done
}

/** What the server calls it; undefined where only Azure knows. */
function loginName(login: SqlServerLogin): string | undefined {
  switch (login.kind) {
    case 'sql':
    case 'azure-password':
      return login.user || undefined
    case 'domain':
      return `${login.domain}\\${login.user}`
    default:
      return undefined
  }
}

const onServer = (place: DatabasePlace): SqlServerPlace | undefined =>
  place.type === 'sqlserver' ? place : undefined

/** Of a school that is not on SQL Server yet. */
const DEFAULTS = { schema: 'school', database: 'of the school' }
