import knex, { type Knex } from 'knex'
import MssqlClient from 'knex/lib/dialects/mssql/index.js'
import MssqlCompiler from 'knex/lib/dialects/mssql/query/mssql-querycompiler.js'
import { typeOfColumn } from '../columns.ts'
import type { Names } from './names.ts'
import { Typed } from './parameter.ts'

/**
 * Builds T-SQL. Beyond what knex does by itself, a table gets the schema it is in, and a value the type of the column
 * that it is compared with or written to.
 *
 * It reaches into knex, whose version is pinned for it: the compiler's `single` and `grouped` are what the builder
 * was told, and its methods turn one clause each into text.
 */
export function mssqlBuilder(names: Names): Knex {
  class Compiler extends MssqlCompiler {
    constructor(...args: ConstructorParameters<typeof MssqlCompiler>) {
      super(...args)
      // What the builder holds is left as it is: a clone of it may be compiled again.
      const isWrite = this.method === 'insert' || this.method === 'update' || this.method === 'del'
      const { table } = this.single
      this.single = {
        ...this.single,
        table: isWrite && typeof table === 'string' ? names.of(table) : inSchema(table),
      }
      const joins = this.grouped.join
      if (joins) {
        const placed = joins.map((join) =>
          Object.assign(Object.create(Object.getPrototypeOf(join)), join, { table: inSchema(join.table) }),
        )
        this.grouped = { ...this.grouped, join: placed }
      }
    }

    override whereBasic(clause: Clause): string {
      return super.whereBasic(clause.asColumn ? clause : typed(clause))
    }

    override whereIn(clause: Clause): string {
      return super.whereIn(typed(clause))
    }

    override whereBetween(clause: Clause): string {
      return super.whereBetween(typed(clause))
    }

    override onVal(clause: Clause): string {
      return super.onVal(typed(clause))
    }

    override _prepInsert(data: unknown) {
      const prepared = super._prepInsert(data)
      if (typeof prepared === 'string') return prepared
      const { columns, values } = prepared
      return { columns, values: values.map((row) => row.map((value, at) => typedFor(columns[at], value))) }
    }

    override _prepUpdate(data: Record<string, unknown>): string[] {
      return super._prepUpdate(
        Object.fromEntries(Object.entries(data).map(([column, value]) => [column, typedFor(column, value)])),
      )
    }
  }

  class Client extends MssqlClient {
    override queryCompiler(builder: unknown, bindings: unknown) {
      return new Compiler(this, builder, bindings)
    }
  }

  function inSchema(table: unknown): unknown {
    if (typeof table === 'string') {
      const [, name = table, alias = standInAlias(name)] = /^(\S+)(\s+as\s+\S+)?$/i.exec(table) ?? []
      return names.of(name) + alias
    }
    if (isPlain(table)) {
      return Object.fromEntries(
        Object.entries(table).map(([alias, name]) => [
          alias,
          typeof name === 'string' ? names.of(name) : inSchema(name),
        ]),
      )
    }
    return table
  }

  /** Columns are named after their table, whatever it is called here. */
  function standInAlias(table: string): string {
    return names.isElsewhere(table) ? ` as ${table}` : ''
  }

  return knex({ client: Client as unknown as typeof Knex.Client })
}

/** A clause as knex's builder notes it down. */
interface Clause {
  column: unknown
  value: unknown
  asColumn?: boolean
}

/** The same clause; one with values of a known type says so. */
function typed(clause: Clause): Clause {
  const { column, value } = clause
  const values = Array.isArray(value) ? value.map((one) => typedFor(column, one)) : typedFor(column, value)
  return Object.assign(Object.create(Object.getPrototypeOf(clause)), clause, { value: values })
}

function typedFor(column: unknown, value: unknown): unknown {
  // Queries, expressions and lists of columns are not values.
  if (
    typeof column !== 'string' ||
    (typeof value === 'object' && value !== null) ||
    typeof value === 'function'
  )
    return value
  const type = typeOfColumn(column.slice(column.lastIndexOf('.') + 1))
  return type && value !== undefined ? new Typed(value, type) : value
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
