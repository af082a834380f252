import type { Part } from './parts.ts'
import type { Delivery } from './settings.ts'

type SplitBy = NonNullable<Delivery['splitBy']>

/** Words for the one who is responsible for a part, and what a report is split by for them to mean somebody. */
export const RESPONSIBLE: Record<string, SplitBy> = {
  tutor: 'group',
  'head of year': 'year',
  'head of house': 'house',
  'class teacher': 'class',
}

/** The same role, however it is written. */
export const plainRole = (role: string): string => role.trim().replace(/\s+/g, ' ').toLowerCase()

/** What the report has to be split by for the word to mean somebody; undefined for a role or an address. */
export const splitFor = (word: string): SplitBy | undefined =>
  Object.hasOwn(RESPONSIBLE, plainRole(word)) ? RESPONSIBLE[plainRole(word)] : undefined

/** The roles of the one who is responsible for a year group or a house, as schools write them. */
export function rolesOf({ by, name }: Pick<Part, 'by' | 'name'>): string[] {
  if (by === 'house') return [`Head of ${name}`, `Head of ${name} House`, `Head of House ${name}`]
  return [`Head of ${name}`, `Head of Year ${name}`]
}

/** Whom a mail is for, in words that name no person. */
export function inWords(wanted: string, part: Pick<Part, 'by' | 'name'> | undefined): string {
  if (wanted.includes('@')) return 'an address of the config'
  if (!part || !splitFor(wanted)) return `the role ${wanted.trim()}`
  if (part.by === 'group') return `the tutor of ${part.name}`
  return part.by === 'class' ? `the teacher of ${part.name}` : `the head of ${part.name}`
}
