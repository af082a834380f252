import sql from 'mssql'
import type { ColumnType } from '../table.ts'

/** A value on its way to the server, with the type it is declared as. */
export interface Parameter {
  type: sql.ISqlType
  /** As T-SQL declares it. */
  declaration: string
  value: string | number | boolean | null
}

/** A value that a statement compares with, or writes to, a column of this type. */
export class Typed {
  readonly value: unknown
  readonly type: ColumnType

  constructor(value: unknown, type: ColumnType) {
    this.value = value
    this.type = type
  }
}

type Kind = Pick<Parameter, 'type' | 'declaration'>

const int: Kind = { type: sql.Int(), declaration: 'int' }
const bigint: Kind = { type: sql.BigInt(), declaration: 'bigint' }
const float: Kind = { type: sql.Float(), declaration: 'float' }
const bit: Kind = { type: sql.Bit(), declaration: 'bit' }
const date: Kind = { type: sql.Date(), declaration: 'date' }
const instant: Kind = { type: sql.DateTime2(3), declaration: 'datetime2(3)' }
// One length for all: a plan would be kept for each length that ever occurred.
const varchar: Kind = { type: sql.VarChar(8000), declaration: 'varchar(8000)' }
const varcharMax: Kind = { type: sql.VarChar(sql.MAX), declaration: 'varchar(max)' }
const nvarchar: Kind = { type: sql.NVarChar(4000), declaration: 'nvarchar(4000)' }
const nvarcharMax: Kind = { type: sql.NVarChar(sql.MAX), declaration: 'nvarchar(max)' }

/** A moment as the program writes it: SQL Server would not take the Z in a text for a datetime2. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/**
 * The type a value is sent as: that of its column, where the statement says which that is. A text that is sent as
 * nvarchar to a varchar column makes the server read the whole index, so the others go as varchar while they are
 * ASCII: nvarchar columns, dates and numbers take that as well.
 */
export function parameter(given: unknown): Parameter {
  const { value, type } = given instanceof Typed ? given : { value: given, type: undefined }
  if (value === undefined) throw new Error('A statement has a parameter without a value.')
  if (typeof value === 'boolean') return { ...bit, value }
  if (typeof value === 'number') return { ...numberKind(value, type), value }
  if (value === null) return { ...((type && kinds[type]) ?? varchar), value: null }
  const text = String(value)
  return { ...textKind(text, type), value: text }
}

function numberKind(value: number, type: ColumnType | undefined): Kind {
  if (type === 'flag' && (value === 0 || value === 1)) return bit
  if (!Number.isInteger(value)) return float
  return value >= -(2 ** 31) && value < 2 ** 31 ? int : bigint
}

function textKind(text: string, type: ColumnType | undefined): Kind {
  if (type === 'date' && /^\d{4}-\d\d-\d\d$/.test(text)) return date
  if (INSTANT.test(text) && type !== 'text' && type !== 'code') return instant
  const isAscii = !/[^\0-\x7F]/.test(text)
  if (type !== 'text' && isAscii) return text.length > 8000 ? varcharMax : varchar
  return text.length > 4000 ? nvarcharMax : nvarchar
}

const kinds: Partial<Record<ColumnType, Kind>> = {
  int,
  flag: bit,
  date,
  instant,
  text: nvarchar,
  code: varchar,
}
