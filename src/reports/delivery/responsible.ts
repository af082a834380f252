import type { Split } from '../parts.ts'

/** Words for the one who is responsible for a part, and what a report is split by for them to mean somebody. */
export const RESPONSIBLE: Record<string, Split> = {
  tutor: 'group',
  'head of year': 'year',
  'head of house': 'house',
  'class teacher': 'class',
}

/** A role as it is compared: capitals and spaces make no difference. */
export const plainRole = (role: string): string => role.trim().replace(/\s+/g, ' ').toLowerCase()

/** What a report has to be split by for the word to mean somebody; undefined for a role or an address. */
export const splitFor = (word: string): Split | undefined =>
  Object.hasOwn(RESPONSIBLE, plainRole(word)) ? RESPONSIBLE[plainRole(word)] : undefined

/** Whether it is meant as an address; all else is a role. */
export const isMeantAsAddress = (text: string): boolean => text.includes('@')
