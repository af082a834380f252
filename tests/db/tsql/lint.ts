import { declaredTables, typeOfColumn } from '../../../src/db/columns.ts'
import type { Query } from '../../../src/db/database.ts'
import { mssqlBuilder } from '../../../src/db/mssql/builder.ts'
import { Names } from '../../../src/db/mssql/names.ts'
import { parameter } from '../../../src/db/mssql/parameter.ts'
import type { ColumnType } from '../../../src/db/table.ts'
import { Check, type Column } from './check.ts'
import { type Kind, kindOfDeclared } from './kinds.ts'
import { parse } from './parse.ts'
import { NotTsql } from './tokens.ts'

const kinds: Record<ColumnType, Kind> = {
  int: 'int',
  flag: 'bit',
  date: 'date',
  instant: 'instant',
  code: 'text',
  text: 'text',
  time: 'text',
}

/** One builder for all: where a site has its tables makes no difference here. */
const mssql = mssqlBuilder(new Names({ schema: 'pars', ownSchema: 'pars' }))

/** SQL Server takes 2,100, of which the protocol uses some. */
const MOST_PARAMETERS = 2090

/**
 * Looks at each statement that is sent to an embedded database as SQL Server would get it: no server is needed. One
 * for each database, since it knows what has been staged there.
 */
export class TsqlLint {
  /** What SQL Server would not take, each once, with the statement. */
  readonly refused: string[] = []
  readonly #staged = new Map<string, Column[]>()
  readonly #seen = new Set<string>()

  /** A listener for what is sent on one connection. */
  listener(): (sent: string, built?: Query) => void {
    let isInside = false
    let isAsking = false
    return (sent, built) => {
      if (/^BEGIN/.test(sent)) isInside = true
      if (/^(COMMIT|ROLLBACK)/.test(sent)) isInside = false
      if (built && isInside) {
        if (isAsking) this.refused.push(`two statements at once in a transaction (EREQINPROG)\n  ${sent}`)
        isAsking = true
        // Whoever waits for an answer goes on after this.
        queueMicrotask(() => {
          isAsking = false
        })
      }
      this.hear(sent, built)
    }
  }

  hear(sent: string, built?: Query): void {
    const [, staged, columns] = /^CREATE TEMP TABLE (\S+) (?:AS |\((.*)\))/s.exec(sent) ?? []
    if (!built) {
      if (staged && columns) this.#staged.set(staged, columnsIn(columns))
      return
    }
    if (isOfSqlite(sent) || (!staged && this.#seen.has(sent))) return
    this.#seen.add(sent)
    const { sql, bindings } = asTsql(built)
    try {
      this.#look(sql, bindings, staged)
    } catch (error) {
      if (!(error instanceof NotTsql)) throw error
      this.refused.push(`${error.message}\n  ${sql}`)
    }
  }

  #look(sql: string, bindings: readonly unknown[], staged: string | undefined): void {
    if (bindings.length > MOST_PARAMETERS) throw new NotTsql(`${bindings.length} parameters (8003)`)
    const tables = (name: string) => this.#staged.get(name) ?? declared.get(name)
    const check = new Check(tables, (name) => {
      const { value, declaration } = parameter(bindings[Number(name.slice(2))])
      return value === null ? 'nothing' : kindOfDeclared(declaration)
    })
    const statement = parse(sql)
    if (staged && statement.is === 'query') this.#staged.set(staged, check.staged(statement.query))
    else check.statement(statement)
  }
}

function asTsql(query: Query): { sql: string; bindings: readonly unknown[] } {
  const built = query as Query & { client: unknown }
  const { client } = built
  // knex compiles the parts of a query in the dialect of the whole.
  built.client = mssql.client
  try {
    return built.toSQL().toNative()
  } finally {
    built.client = client
  }
}

const declared = new Map(
  [...declaredTables].map(([name, { columns }]): [string, Column[]] => [
    name,
    Object.entries(columns).map(([column, { type, identity }]) => ({
      name: column,
      kind: kinds[type],
      isIdentity: identity,
    })),
  ]),
)

/** Those of a table that is filled with rows from elsewhere. */
const columnsIn = (list: string): Column[] =>
  [...list.matchAll(/"(\w+)"/g)].map(([, name = '']) => {
    const type = typeOfColumn(name)
    return { name, kind: type ? kinds[type] : 'any' }
  })

/** What makes and finds tables is another statement in each database. */
const isOfSqlite = (sent: string) =>
  /sqlite_\w*schema|^\s*(PRAGMA|DROP (TABLE|INDEX)|ALTER TABLE|CREATE (TABLE|TEMP TABLE "|INDEX|TRIGGER))/.test(
    sent,
  )
