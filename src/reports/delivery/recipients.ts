import type { Settings } from '../../jobs/kit.ts'
import type { Queries } from '../../jobs/queries.ts'
import { domainOf } from '../../mail/address.ts'
import { refusalOf } from '../../mail/domains.ts'
import type { Day } from '../../schedule/day.ts'
import type { Part } from './parts.ts'
import { inWords, plainRole, rolesOf, splitFor } from './responsible.ts'
import type { Delivery } from './settings.ts'

/** Somebody who is mailed a report. */
export interface Recipient {
  address: string
  /** Whose it would be, where it comes to the one who gets what nobody else does: `the tutor of 7A`. */
  insteadOf: string[]
}

/** Who is mailed a part, and who could not be found. Whom they are for is in words, and never names a person. */
export interface Recipients {
  found: Recipient[]
  /** Nobody is mailed what these would have got. */
  missing: string[]
  /** Domains of addresses that were left out, because mails may not go there; one for each address. */
  refused: string[]
}

interface Member {
  id: number
  role: string | null
  email: string | null
}

type Mailed = Pick<Delivery, 'to' | 'otherwise'>

/** The staff of a day, asked for once, to look up who is who. */
export class Staff {
  readonly #members: Member[]
  readonly #mail: NonNullable<Settings['mail']>

  private constructor(members: Member[], mail: NonNullable<Settings['mail']>) {
    this.#members = members
    this.#mail = mail
  }

  /** Those who are there on that day, with an address or without. */
  static async on(day: Day, { from, read }: Queries, mail: NonNullable<Settings['mail']>): Promise<Staff> {
    const there = from('staff')
      .where((one) => one.whereNull('left_on').orWhere('left_on', '>=', day.toString()))
      .orderBy('id')
      .select('id', 'role', 'email')
    return new Staff(await read.all<Member>(there), mail)
  }

  /** Who gets a part, or, where it is not split, all of it. */
  recipientsOf({ to = [], otherwise }: Mailed, part: Part | undefined): Recipients {
    const found = new Map<string, Recipient>()
    const missing: string[] = []
    const refused: string[] = []
    const give = (address: string, insteadOf: string[] = []) => {
      const known = found.get(address.toLowerCase())
      if (known) known.insteadOf.push(...insteadOf)
      else found.set(address.toLowerCase(), { address, insteadOf })
    }
    for (const wanted of new Set([to].flat())) {
      const addresses = this.#addressesOf(wanted, part)
      const allowed = addresses.filter((address) => !refusalOf(this.#mail, [address]))
      for (const address of addresses) if (!allowed.includes(address)) refused.push(domainOf(address))
      for (const address of allowed) give(address)
      if (allowed.length > 0) continue
      if (otherwise && !refusalOf(this.#mail, [otherwise])) give(otherwise, [inWords(wanted, part)])
      else missing.push(inWords(wanted, part))
    }
    return { found: [...found.values()], missing, refused }
  }

  /** The roles that somebody has, as they are written. */
  get roles(): string[] {
    return [...new Set(this.#members.flatMap(({ role }) => role?.trim() || []))]
  }

  #addressesOf(wanted: string, part: Part | undefined): string[] {
    if (wanted.includes('@')) return [wanted.trim()]
    const people = splitFor(wanted) ? this.#responsibleFor(part) : this.#withRole([wanted])
    return [...new Set(people.flatMap(({ email }) => email?.trim() || []))]
  }

  #responsibleFor(part: Part | undefined): Member[] {
    if (!part) return []
    return part.staff ? this.#members.filter(({ id }) => part.staff?.includes(id)) : this.#withRole(rolesOf(part))
  }

  #withRole(roles: string[]): Member[] {
    const wanted = roles.map(plainRole)
    return this.#members.filter(({ role }) => role !== null && wanted.includes(plainRole(role)))
  }
}
