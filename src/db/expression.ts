import type { Knex } from 'knex'
import type { Dialect } from './database.ts'
import { VERBATIM } from './mssql/types.ts'

/** A column by its name, as in SQL, or a reference to one. */
export type ColumnName = string | Knex.Ref<string, { [K in string]: string }>

/** Expressions that every database of ours writes alike. */
export interface Expressions {
  /** A text with columns in it: text`PARS ${'incident.id'}`. Of a column without a value nothing is written. */
  text(words: TemplateStringsArray, ...columns: ColumnName[]): Knex.Raw
  /** Whether two texts are not written alike: capitals count, also where the database takes them for the same. */
  differ(one: ColumnName, other: ColumnName): Knex.Raw
  /** Whether they are. Between a column that is declared verbatim and another one nothing else will do. */
  same(one: ColumnName, other: ColumnName): Knex.Raw
  /** The value of the first of the columns that has one. */
  firstOf(...columns: ColumnName[]): Knex.Raw
}

export const expressions = (sql: Knex, dialect: Dialect): Expressions => {
  const compared = (one: ColumnName, how: '=' | '<>', other: ColumnName) => {
    const as = dialect === 'mssql' ? ` COLLATE ${VERBATIM}` : ''
    return sql.raw(`? ${how} ?${as}`, [named(sql, one), named(sql, other)])
  }
  return {
    text(words, ...columns) {
      const parts = words.flatMap((word, at) => [
        ...(word ? [sql.raw('?', [word])] : []),
        ...columns.slice(at, at + 1).map((column) => named(sql, column)),
      ])
      // CONCAT of a single value is an error to SQL Server.
      return sql.raw(`concat(${['?', ...parts.map(() => '?')].join(', ')})`, ['', ...parts])
    },
    differ: (one, other) => compared(one, '<>', other),
    same: (one, other) => compared(one, '=', other),
    firstOf: (...columns) =>
      sql.raw(
        `coalesce(${columns.map(() => '?').join(', ')})`,
        columns.map((column) => named(sql, column)),
      ),
  }
}

const named = (sql: Knex, column: ColumnName) => (typeof column === 'string' ? sql.ref(column) : column)
