import type { Knex } from 'knex'
import type { Dialect } from './database.ts'

/** A column by its name, as in SQL, or a reference to one. */
export type ColumnName = string | Knex.Ref<string, { [K in string]: string }>

/** Expressions that every database of ours writes alike. */
export interface Expressions {
  /** A text with columns in it: text`PARS ${'incident.id'}`. Of a column without a value nothing is written. */
  text(words: TemplateStringsArray, ...columns: ColumnName[]): Knex.Raw
  /** Whether two texts are not written alike: capitals count, also where the database takes them for the same. */
  differ(one: ColumnName, other: ColumnName): Knex.Raw
  /** The value of the first of the columns that has one. */
  firstOf(...columns: ColumnName[]): Knex.Raw
}

export const expressions = (sql: Knex, dialect: Dialect): Expressions => ({
  text(words, ...columns) {
    const parts = words.flatMap((word, at) => [
      ...(word ? [sql.raw('?', [word])] : []),
      ...columns.slice(at, at + 1).map((column) => named(sql, column)),
    ])
    // CONCAT of a single value is an error to SQL Server.
    return sql.raw(`concat(${['?', ...parts.map(() => '?')].join(', ')})`, ['', ...parts])
  },
  differ: (one, other) =>
    sql.raw(dialect === 'mssql' ? '? <> ? COLLATE Latin1_General_BIN2' : '? <> ?', [
      named(sql, one),
      named(sql, other),
    ]),
  firstOf: (...columns) =>
    sql.raw(
      `coalesce(${columns.map(() => '?').join(', ')})`,
      columns.map((column) => named(sql, column)),
    ),
})

const named = (sql: Knex, column: ColumnName) => (typeof column === 'string' ? sql.ref(column) : column)
