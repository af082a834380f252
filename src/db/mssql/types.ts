import type { Column } from '../table.ts'

/** The type of a column, as T-SQL declares it. Texts without a length are as long as they like. */
export function declarationOf({ type, length }: Pick<Column, 'type' | 'length'>): string {
  switch (type) {
    case 'int':
      return 'int'
    case 'flag':
      return 'bit'
    case 'date':
      return 'date'
    case 'time':
      return 'char(5) COLLATE DATABASE_DEFAULT'
    case 'instant':
      return 'datetime2(3)'
    case 'code':
      return `varchar(${length ?? 8000}) COLLATE DATABASE_DEFAULT`
    case 'text':
      return `nvarchar(${length ?? 'max'}) COLLATE DATABASE_DEFAULT`
  }
}

/** The same without the collation: in a CAST, and for people. */
export const typeOf = (declared: Pick<Column, 'type' | 'length'>): string =>
  declarationOf(declared).replace(' COLLATE DATABASE_DEFAULT', '')
