/** Letters a UPN may use, in the order of their value: I, O and S are left out. */
const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'

/** A local authority number that the DfE has given to nobody. */
const AUTHORITY = '999'

/**
 * The first letter of a unique pupil number, from the twelve characters after it (DfE: each digit times its
 * place, from 2 to 13, summed, modulo 23). The last may be a letter: the number is then a temporary one.
 */
export function checkLetter(body: string): string {
  const value = (character: string) => (/\d/.test(character) ? Number(character) : LETTERS.indexOf(character))
  const sum = [...body].reduce((total, character, at) => total + value(character) * (at + 2), 0)
  return LETTERS[sum % LETTERS.length]!
}

export interface UpnParts {
  /** Establishment number of the school that issued it, four digits. */
  school: number
  /** Calendar year in which the pupil started school. */
  year: number
  /** 0 to 999, or 0 to 99 for a temporary number. */
  serial: number
  temporary?: boolean
}

/** A made-up unique pupil number of the right form, with the right check letter. */
export function upn({ school, year, serial, temporary = false }: UpnParts): string {
  const ending = temporary
    ? String(serial).padStart(2, '0') + LETTERS[serial % LETTERS.length]
    : String(serial).padStart(3, '0')
  const body = `${AUTHORITY}${String(school).padStart(4, '0')}${String(year % 100).padStart(2, '0')}${ending}`
  return checkLetter(body) + body
}
