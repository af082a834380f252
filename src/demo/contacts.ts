import type { Row } from '../db/database.ts'
import type { Families } from './families.ts'
import type { Frame } from './frame.ts'
import { familyName, forename, plainLetters } from './names.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'

export const contactColumns = ['id', 'title', 'surname', 'forename', 'mobile', 'email']

export function* contactRows(frame: Frame, families: Families): Generator<Row[string][]> {
  const random = frame.random('contacts')
  for (let family = 0; family < families.length; family++) {
    for (const [place, { gender, titles }] of families.known[family]!.entries()) {
      const id = families.firstContact[family]! + place
      const surname = random.chance(place < 2 ? 0.82 : 0.4)
        ? families.surname[family]!
        : familyName(random).surname
      const name = random.chance(0.98) ? forename(random, families.origin(family), gender) : null
      const title = random.chance(0.95) ? random.pick(titles) : null
      yield [id, title, surname, name, mobile(random), email(random, id, surname, name)]
    }
  }
}

export const pupilContactColumns = [
  'pupil_id',
  'contact_id',
  'priority',
  'relationship',
  'parental_responsibility',
]

export function* pupilContactRows(pupils: Pupils, families: Families): Generator<Row[string][]> {
  for (let at = 0; at < pupils.length; at++) {
    const family = pupils.family[at]!
    const firstContact = families.firstContact[family]!
    const theirs = families.known[family]!.slice(0, pupils.halfSibling[at] ? 1 : undefined)
    for (const [place, { name, responsible }] of theirs.entries()) {
      yield [pupils.id(at), firstContact + place, place + 1, name, responsible ? 1 : 0]
    }
  }
}

/**
 * The shapes in which people type a mobile number. The thousand numbers are those that Ofcom keeps free for
 * television and the stage: no phone rings.
 */
const shapes: { weight: number; type: (last: string) => string | null }[] = [
  { weight: 340, type: (last) => `07700900${last}` },
  { weight: 300, type: (last) => `07700 900${last}` },
  { weight: 100, type: (last) => `07700 900 ${last}` },
  { weight: 60, type: (last) => `+447700900${last}` },
  { weight: 40, type: (last) => `+44 7700 900${last}` },
  { weight: 20, type: (last) => `+44 (0)7700 900${last}` },
  { weight: 15, type: (last) => `00447700900${last}` },
  { weight: 20, type: (last) => `07700-900-${last}` },
  { weight: 15, type: (last) => `(07700) 900${last}` },
  { weight: 15, type: (last) => `7700900${last}` },
  { weight: 10, type: (last) => `07700.900.${last}` },
  { weight: 10, type: (last) => ` 07700 900${last} ` },
  { weight: 6, type: (last) => `07700\u00a0900${last}` },
  { weight: 6, type: (last) => `O77OO 9OO${last}` },
  { weight: 8, type: (last) => `07700 900${last} (work)` },
  { weight: 4, type: (last) => `07700 900${last} / 07700 900${last.split('').reverse().join('')}` },
  { weight: 5, type: (last) => `07700 900${last.slice(1)}` },
  { weight: 4, type: () => '' },
  { weight: 3, type: () => 'ask Gran first' },
  { weight: 50, type: () => null },
]

function mobile(random: Random): string | null {
  const last = String(random.int(0, 999)).padStart(3, '0')
  return random.weighted(shapes).type(last)
}

function email(random: Random, id: number, surname: string, name: string | null): string | null {
  if (random.chance(0.12)) return null
  const initial = name && random.chance(0.6) ? plainLetters(name) : plainLetters(name ?? 'x').slice(0, 1)
  const box = `${initial}.${plainLetters(surname)}${id}`
  const host = random.chance(0.7) ? 'example.com' : 'example.org'
  return random.chance(0.06) ? `${box.toUpperCase()}@${host}` : `${box}@${host}`
}
