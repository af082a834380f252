import type { Column } from '../table.ts'
import type { FoundColumn } from './found.ts'

/** Whether a column can take the place of a declared one. */
export type Fit = { fits: true; remark?: string } | { fits: false }

const FITS: Fit = { fits: true }
const NOT: Fit = { fits: false }

const WHOLE = ['bigint', 'int', 'smallint', 'tinyint']
const TEXTS = ['nvarchar', 'sysname', 'varchar', 'nchar', 'char']

/**
 * By how values of a type come from SQL Server, and how they compare with what the program sends. What is only read
 * may be narrower than it is declared; what is written must take every value that the declared type takes.
 */
export function sqlServerFit(declared: Column, found: FoundColumn, isWritten: boolean): Fit {
  const { type } = found
  switch (declared.type) {
    case 'int':
      if (type === 'decimal' || type === 'numeric') return found.scale === 0 ? FITS : NOT
      if (!WHOLE.includes(type)) return NOT
      return isWritten && (type === 'smallint' || type === 'tinyint')
        ? { fits: true, remark: `takes no number beyond ${type === 'tinyint' ? '255' : '32,767'}` }
        : FITS
    case 'flag':
      return type === 'bit' || WHOLE.includes(type) ? FITS : NOT
    case 'date':
      return type === 'date' ? FITS : NOT
    case 'time':
      return type === 'time' || (TEXTS.includes(type) && found.length! >= 5) ? FITS : NOT
    case 'instant':
      return momentFit(found)
    case 'code':
    case 'text':
      return textFit(declared, found, isWritten)
  }
}

function momentFit({ type, scale = 0 }: FoundColumn): Fit {
  if (type === 'datetime2' || type === 'datetimeoffset')
    return scale >= 3 ? FITS : { fits: true, remark: 'is rounded to less than milliseconds' }
  if (type === 'datetime') return { fits: true, remark: 'is rounded to 3 milliseconds' }
  return type === 'smalldatetime' ? { fits: true, remark: 'is rounded to minutes' } : NOT
}

function textFit(
  { type, length = Number.POSITIVE_INFINITY }: Column,
  found: FoundColumn,
  isWritten: boolean,
): Fit {
  if (!TEXTS.includes(found.type)) return NOT
  if (isWritten && found.length! < length) return NOT
  return isWritten && type === 'text' && /^(var)?char$/.test(found.type)
    ? { fits: true, remark: 'loses every letter that its code page lacks: nvarchar would keep it' }
    : FITS
}

/** The type as people read it: `nvarchar(100)`. */
export function shownType({ type, length, precision, scale }: FoundColumn): string {
  if (length !== undefined) return `${type}(${length === Number.POSITIVE_INFINITY ? 'max' : length})`
  if (precision !== undefined && /^(decimal|numeric)$/.test(type)) return `${type}(${precision},${scale})`
  return /^(datetime2|datetimeoffset|time)$/.test(type) ? `${type}(${scale})` : type
}
