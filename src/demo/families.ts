import { Day } from '../schedule/day.ts'
import type { Frame } from './frame.ts'
import { awkwardNames, type FamilyName, familyName, forename } from './names.ts'
import type { Pupils } from './pupils.ts'
import { type Relationship, whoToCall } from './relationships.ts'

/** Families, in columns as the pupils are. */
export class Families {
  length = 0
  readonly surname: string[] = []
  readonly #origin: Uint8Array
  /** Number of a family's first contact; the others follow. */
  readonly firstContact: Int32Array
  readonly known: (readonly Relationship[])[] = []
  #contacts = 0

  constructor(atMost: number) {
    this.#origin = new Uint8Array(atMost)
    this.firstContact = new Int32Array(atMost)
  }

  /** Adds a family and returns its index. */
  add({ surname, origin }: FamilyName, known: readonly Relationship[]): number {
    this.surname.push(surname)
    this.#origin[this.length] = origin
    this.firstContact[this.length] = this.#contacts + 1
    this.known.push(known)
    this.#contacts += known.length
    return this.length++
  }

  origin(family: number): number {
    return this.#origin[family]!
  }
}

const YOUNGER_SIBLING = 0.24
const TWIN = 0.012

/** Gives every pupil a family, a name and a date of birth; siblings are a year or more apart, or twins. */
export function makeFamilies(frame: Frame, pupils: Pupils): Families {
  const random = frame.random('families')
  const families = new Families(pupils.length)
  for (let at = 0; at < pupils.length; at++) {
    const intake = pupils.intake[at]!
    const twin = at > 0 && pupils.intake[at - 1] === intake && random.chance(TWIN)
    const older = twin ? at - 1 : olderSibling(pupils, at, random.next())
    const sibling = twin || random.chance(YOUNGER_SIBLING) ? older : undefined
    const family =
      sibling === undefined ? families.add(familyName(random), whoToCall(random)) : pupils.family[sibling]!
    const ownSurname = sibling !== undefined && random.chance(0.06)
    const gender = random.chance(0.5) ? 'feminine' : 'masculine'
    pupils.family[at] = family
    pupils.halfSibling[at] = sibling !== undefined && !twin && random.chance(0.08) ? 1 : 0
    pupils.surname[at] = ownSurname ? familyName(random).surname : families.surname[family]!
    pupils.forename[at] = forename(random, families.origin(family), gender)
    pupils.born[at] = twin ? pupils.born[at - 1]! : firstBirthday(intake) + random.int(0, 364)
  }
  nameAwkwardly(frame, pupils)
  return families
}

/** Somebody who came before, of another year group, but not a generation ago. */
function olderSibling(pupils: Pupils, at: number, luck: number): number | undefined {
  const back = 1 + Math.floor(luck * Math.max(2, pupils.length * 0.6))
  const older = at - back
  if (older < 0) return undefined
  const apart = Math.abs(pupils.intake[older]! - pupils.intake[at]!)
  return apart > 0 && apart <= 6 ? older : undefined
}

/** The earliest birthday of those who start Year 7 in a September: they turn twelve in that school year. */
const firstBirthday = (intake: number) => Day.parse(`${intake - 12}-09-01`).number

/** Spreads the awkward names over the school, so that every list meets some. */
function nameAwkwardly(frame: Frame, pupils: Pupils): void {
  if (frame.options.pupils < awkwardNames.length * 2) return
  const step = Math.floor(pupils.length / awkwardNames.length)
  for (const [at, { forename: first, surname }] of awkwardNames.entries()) {
    pupils.forename[at * step] = first
    pupils.surname[at * step] = surname
  }
}
