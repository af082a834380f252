import { NotTsql } from './tokens.ts'

/** What a value is to SQL Server. `said`: a text that a parameter or the statement holds, `any`: nobody knows here. */
export type Kind = 'int' | 'bit' | 'fraction' | 'date' | 'instant' | 'text' | 'said' | 'nothing' | 'any'

/** The kind of a parameter, by how it is declared. */
export function kindOfDeclared(declaration: string): Kind {
  if (/^(big)?int$/.test(declaration)) return 'int'
  if (/^n?(var)?char/.test(declaration)) return 'said'
  if (/^datetime2/.test(declaration)) return 'instant'
  if (declaration === 'bit' || declaration === 'date') return declaration
  return declaration === 'float' ? 'fraction' : 'any'
}

const NUMBERS: Kind[] = ['bit', 'int', 'fraction']

/**
 * The kind that values come to which are compared, or which one column has in different rows. SQL Server turns texts
 * into numbers, moments and dates then, and fails on the first that it cannot turn; a date it turns into midnight.
 * @throws NotTsql where something would be turned into something else
 */
export function common(what: string, kinds: Kind[]): Kind {
  const known = [...new Set(kinds)].filter((kind) => kind !== 'nothing' && kind !== 'any')
  if (known.length === 0) return kinds.includes('any') || kinds.length === 0 ? 'any' : 'nothing'
  const numbers = known.filter((kind) => NUMBERS.includes(kind))
  if (numbers.length === known.length) return NUMBERS.findLast((kind) => known.some((one) => one === kind))!
  const others = known.filter((kind) => kind !== 'said')
  // A date or a moment that the program says, it says as SQL Server reads it in any language.
  if (others.length <= 1 && numbers.length === 0) return others[0] ?? 'said'
  throw new NotTsql(`${what} mixes ${known.join(' and ')}`)
}
