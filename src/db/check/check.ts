import { declaredTables } from '../columns.ts'
import { contract, type TableName } from '../contract.ts'
import type { Database, DatabasePlace } from '../database.ts'
import { isOwn, migrations, version } from '../migrations/index.ts'
import { differences } from './compare.ts'
import {
  type Difference,
  type Found,
  type Look,
  type Needs,
  RIGHTS,
  type Right,
  type Unseen,
} from './found.ts'
import { measureFor } from './measure.ts'
import { lookAtFile } from './sqlite.ts'
import { lookAtSchema } from './sqlserver.ts'

/** What became of one declared table. */
export interface Checked {
  table: string
  /** As the database names it; undefined where it is not there. */
  at?: string
  kind?: 'table' | 'view' | 'synonym'
  /** What a synonym stands for. */
  base?: string
  /** What the login may do with it. */
  rights: Right[]
  /** The jobs that need it; empty for the program's own tables. */
  neededBy: string[]
  differences: Difference[]
}

export interface Report {
  school: Checked[]
  own: Checked[]
  /** Up to which step the program's own tables are, and up to which this version has them. */
  steps: { here: number; known: number }
}

/**
 * Measures a database against all that is declared, in one pass, and changes nothing. What no job needs that is
 * switched on is a remark.
 * @param names the tables of the school that are there; all of the contract unless SIMS has a database of its own
 */
export async function check(
  db: Database,
  place: DatabasePlace,
  needs: Needs,
  names = Object.keys(contract) as TableName[],
): Promise<Report> {
  const ours = [...declaredTables.keys()].filter(isOwn)
  const judge = await judgeAt(db)
  const own = await look(db, place, 'ownSchema', ours)
  const steps = { here: await version(db), known: migrations.length }
  return {
    school: await checkSchool(db, place, needs, names),
    // Before they are brought up to date, all that could be said is that.
    own: steps.here < steps.known ? [] : ours.map((name) => checked(name, judge(name, own, true), [], false)),
    steps,
  }
}

/** Likewise for tables of the school alone: the database has none of the program's own. */
export async function checkSchool(
  db: Database,
  place: DatabasePlace,
  needs: Needs,
  names: TableName[],
): Promise<Checked[]> {
  const judge = await judgeAt(db)
  const school = await look(db, place, 'schema', names)
  return names.map((name) => {
    const need = needs.get(name)
    const judged = judge(name, school, need?.isWritten ?? false)
    return checked(name, judged, need?.jobs ?? [], !need)
  })
}

async function judgeAt(db: Database) {
  const measure = measureFor(db.dialect, { user: await userOf(db) })
  return (name: string, { tables, mindsCase }: Look, isWritten: boolean) => {
    const found = tables.get(name)
    if (!found || 'why' in found) return { found, differences: [absent(name, found)] }
    const declared = { name, table: declaredTables.get(name)!, isWritten }
    return { found, differences: differences(declared, found, mindsCase, measure) }
  }
}

const look = (db: Database, place: DatabasePlace, schema: 'schema' | 'ownSchema', names: string[]) =>
  place.type === 'sqlite' ? lookAtFile(db, names) : lookAtSchema(db, place[schema], names)

/** Who the login is in the database; nobody in an embedded one. */
async function userOf(db: Database): Promise<string> {
  if (db.dialect === 'sqlite') return ''
  return (await db.first<{ name: string }>(db.sql.raw('SELECT USER_NAME() AS name')))!.name
}

function checked(
  table: string,
  { found, differences }: { found: Found | Unseen | undefined; differences: Difference[] },
  neededBy: string[],
  isSpare: boolean,
): Checked {
  const kind = found && 'kind' in found ? (found.base ? 'synonym' : found.kind) : undefined
  return {
    table,
    ...(found ? { at: found.at } : {}),
    ...(kind ? { kind } : {}),
    ...(found && 'kind' in found && found.base ? { base: found.base } : {}),
    rights: found && 'kind' in found ? RIGHTS.filter((right) => !found.denied.includes(right)) : [],
    neededBy,
    differences: differences.map((one) => (isSpare ? { ...one, severity: 'remark' } : one)),
  }
}

function absent(name: string, unseen: Unseen | undefined): Difference {
  return unseen
    ? { severity: 'error', problem: unseen.why }
    : {
        severity: 'error',
        problem: 'is not there, or the login has no right on it',
        ...(isOwn(name) ? {} : { cure: `pars-auto db contract --sql --table ${name}` }),
      }
}
