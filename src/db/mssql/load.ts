import sql from 'mssql'
import { declaredTables, typeOfColumn } from '../columns.ts'
import type { Row } from '../database.ts'
import type { Column } from '../table.ts'
import { declarationOf } from './types.ts'

/** A column of rows that are loaded in bulk. */
export interface LoadColumn {
  column: string
  type: sql.ISqlType | (() => sql.ISqlType)
  /** As CREATE TABLE has it. */
  declaration: string
  nullable: boolean
  identity: boolean
}

/**
 * How columns are loaded: as the table declares them, else as any table declares a column of that name, else as what
 * the rows hold.
 */
export function columnsFor(
  table: string | undefined,
  columns: string[],
  rows: Row[string][][],
): LoadColumn[] {
  const declared = table === undefined ? undefined : declaredTables.get(table)?.columns
  return columns.map((column, at) => {
    const its = declared?.[column]
    if (its) return { column, ...loaded(its), nullable: its.nullable, identity: its.identity }
    const type = typeOfColumn(column) ?? held(rows, at)
    return { column, ...loaded({ type }), nullable: true, identity: false }
  })
}

/** Numbers and texts that are all ASCII or not: the smallest type of ours that takes them. */
function held(rows: Row[string][][], at: number): Column['type'] {
  const values = rows.map((row) => row[at]).filter((value) => value !== null && value !== undefined)
  return values.length > 0 && values.every((value) => Number.isInteger(value)) ? 'int' : 'text'
}

function loaded({ type, length }: Pick<Column, 'type' | 'length'>): Pick<LoadColumn, 'type' | 'declaration'> {
  const declaration = declarationOf({ type, length })
  switch (type) {
    case 'int':
      return { type: sql.Int(), declaration }
    case 'flag':
      return { type: sql.Bit(), declaration }
    case 'date':
      return { type: sql.Date(), declaration }
    case 'instant':
      return { type: sql.DateTime2(3), declaration }
    case 'time':
      return { type: sql.Char(5), declaration }
    case 'code':
      return { type: sql.VarChar(length ?? 8000), declaration }
    case 'text':
      return { type: length ? sql.NVarChar(length) : sql.NVarChar(sql.MAX), declaration }
  }
}
