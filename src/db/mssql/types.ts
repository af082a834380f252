import type { Column } from '../table.ts'

/** Tells all characters apart. */
export const VERBATIM = 'Latin1_General_BIN2'

/** The type of a column, as T-SQL declares it. Texts without a length are as long as they like. */
export function declarationOf({
  type,
  length,
  verbatim,
}: Pick<Column, 'type' | 'length' | 'verbatim'>): string {
  const collation = verbatim ? VERBATIM : 'DATABASE_DEFAULT'
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
      return `varchar(${length ?? 8000}) COLLATE ${collation}`
    case 'text':
      return `nvarchar(${length ?? 'max'}) COLLATE ${collation}`
  }
}

/** The same without the collation: in a CAST, and for people. */
export const typeOf = (declared: Pick<Column, 'type' | 'length'>): string =>
  declarationOf(declared).replace(/ COLLATE \w+$/, '')
