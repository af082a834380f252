import type { Column, Table } from '../table.ts'
import type { Difference, Found, FoundColumn, Right } from './found.ts'
import type { Fit } from './types.ts'

/** What depends on the kind of database: its types, and its words for a cure. */
export interface Measure {
  fit(declared: Column, found: FoundColumn, isWritten: boolean): Fit
  /** The declared type in its words. */
  typeOf(declared: Column): string
  shown(found: FoundColumn): string
  cures: Cures
}

/** Statements that would make a database as it is declared. Undefined where none would. */
export interface Cures {
  addColumn(found: Found, column: string, declared: Column, isWritten: boolean): string | undefined
  alterColumn(found: Found, column: string, declared: Column, isWritten: boolean): string | undefined
  addKey(found: Found, name: string, columns: string[], isPrimary: boolean): string | undefined
  addIndex(found: Found, name: string, columns: string[]): string | undefined
  grant(found: Found, rights: Right[]): string | undefined
}

export interface Declared {
  name: string
  table: Table
  isWritten: boolean
}

/** Everything in which a table, view or synonym is not as it is declared. @param mindsCase whether names do */
export function differences(
  { name, table, isWritten }: Declared,
  found: Found,
  mindsCase: boolean,
  measure: Measure,
): Difference[] {
  const columns = Object.entries(table.columns).flatMap(([column, declared]) =>
    ofColumn(column, declared, { found, isWritten, mindsCase, measure }),
  )
  const rights = needed(isWritten).filter((right) => found.denied.includes(right))
  const grant = measure.cures.grant(found, rights)
  return [
    ...columns,
    ...mayBeEmpty(table, found),
    ...(isWritten ? beyond(table, found) : []),
    ...(found.kind === 'table'
      ? [...keys(name, table, found, measure), ...indexes(name, table, found, measure)]
      : []),
    ...(rights.length > 0 ? [error(`wants rights that the login lacks: ${rights.join(', ')}`, grant)] : []),
  ]
}

const needed = (isWritten: boolean): Right[] =>
  isWritten ? ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] : ['SELECT']

interface Around {
  found: Found
  isWritten: boolean
  mindsCase: boolean
  measure: Measure
}

function ofColumn(column: string, declared: Column, around: Around): Difference[] {
  const { found, isWritten, measure } = around
  const its = found.columns.get(column)
  if (!its) return [missing(column, declared, around)]
  const about = (difference: Difference) => ({ column, ...difference })
  const fit = measure.fit(declared, its, isWritten)
  const wrong: Difference[] = fit.fits
    ? fit.remark
      ? [remark(`is ${measure.shown(its)}, and ${fit.remark}`)]
      : []
    : [
        error(
          `is ${measure.shown(its)}; it must be ${measure.typeOf(declared)}`,
          measure.cures.alterColumn(found, column, declared, isWritten),
        ),
      ]
  const strict =
    isWritten && declared.nullable && !its.nullable
      ? [
          error(
            'takes no NULL, and the jobs leave it empty at times',
            measure.cures.alterColumn(found, column, declared, isWritten),
          ),
        ]
      : []
  // A view does not say of its columns who gives out their numbers.
  const numbered =
    isWritten && found.kind === 'table' && declared.identity && !its.identity
      ? [error('is no IDENTITY: the jobs leave it to the database to number new rows')]
      : []
  return [...wrong, ...strict, ...numbered].map(about)
}

function missing(column: string, declared: Column, around: Around): Difference {
  const { found, isWritten, mindsCase, measure } = around
  const lower = column.toLowerCase()
  const alike = mindsCase ? [...found.columns.keys()].find((one) => one.toLowerCase() === lower) : undefined
  const problem = alike
    ? `is called ${alike} here, and this database takes capitals for other letters`
    : `is not there; it must be ${measure.typeOf(declared)}`
  return { column, ...error(problem, measure.cures.addColumn(found, column, declared, isWritten)) }
}

/** Nothing is known against the rows that are there: a remark, and one for all columns together. */
function mayBeEmpty({ columns }: Table, found: Found): Difference[] {
  const names = Object.entries(columns)
    .filter(([column, { nullable }]) => !nullable && found.columns.get(column)?.nullable)
    .map(([column]) => column)
  // Of a view the catalogue often does not know better.
  if (names.length === 0 || found.kind === 'view') return []
  return [remark(`may hold NULL, which the jobs do not reckon with, in ${names.join(', ')}`)]
}

/** Columns that a new row must have a value for, and that the jobs know nothing of. */
function beyond({ columns }: Table, found: Found): Difference[] {
  return [...found.columns]
    .filter(
      ([column, its]) => !Object.hasOwn(columns, column) && !its.nullable && !its.optional && !its.identity,
    )
    .map(([column]) => ({
      column,
      ...error('wants a value in every new row, and the jobs know nothing of it: it needs a default'),
    }))
}

function keys(name: string, { primaryKey, unique }: Table, found: Found, { cures }: Measure): Difference[] {
  // Rows that differ in some of the columns differ in all of them.
  const isKept = (key: string[]) => found.keys.some((its) => its.every((column) => key.includes(column)))
  return [primaryKey, ...unique]
    .filter((key) => hasAll(found, key) && !isKept(key))
    .map((key) =>
      error(
        `nothing keeps two rows from having the same ${key.join(', ')}`,
        cures.addKey(found, name, key, key === primaryKey && found.keys.length === 0),
      ),
    )
}

function indexes(name: string, { indexes: wanted }: Table, found: Found, { cures }: Measure): Difference[] {
  const serves = (its: string[], wish: string[]) => wish.every((column, at) => its[at] === column)
  return wanted
    .filter((wish) => hasAll(found, wish))
    .filter((wish) => ![...found.indexes, ...found.keys].some((its) => serves(its, wish)))
    .map((wish) =>
      remark(
        `has no index on ${wish.join(', ')}, so looking rows up takes longer`,
        cures.addIndex(found, name, wish),
      ),
    )
}

/** A column that is not there is reported as such, and its keys with it. */
const hasAll = ({ columns }: Found, names: string[]) => names.every((name) => columns.has(name))

const error = (problem: string, cure?: string): Difference => ({
  severity: 'error',
  problem,
  ...(cure ? { cure } : {}),
})
const remark = (problem: string, cure?: string): Difference => ({
  ...error(problem, cure),
  severity: 'remark',
})
