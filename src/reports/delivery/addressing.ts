import { nearest } from '../../config/suggest.ts'
import { UserError } from '../../exit.ts'
import type { Settings } from '../../jobs/kit.ts'
import type { Queries } from '../../jobs/queries.ts'
import { domainOf, isAddress } from '../../mail/address.ts'
import { refusalOf } from '../../mail/domains.ts'
import type { Day } from '../../schedule/day.ts'
import type { Part } from '../parts.ts'
import { isMeantAsAddress, plainRole, splitFor } from './responsible.ts'
import type { Delivery } from './settings.ts'

/** Somebody who is mailed a report. */
export interface Recipient {
  address: string
  /** Whose it would be, where it comes to the one who gets what nobody else can: `the tutor for 7A`. */
  insteadOf: string[]
}

interface Member {
  role: string | null
  email: string | null
}

type Mail = NonNullable<Settings['mail']>
type Mailed = Pick<Delivery, 'to' | 'otherwise'>

/** So many parts are named; nobody reads forty. */
const NAMED = 10

/** Finds out who is mailed what, and remembers whom it could not find. Its words never name a person. */
export class Addressing {
  readonly #params: Mailed
  readonly #mail: Mail
  readonly #staff: Member[]
  readonly #passedOn = new Set<string>()
  readonly #missing = new Set<string>()
  /** Addresses that were left out, by domain. */
  readonly #refused = new Map<string, Set<string>>()
  /** What stands as an address in the staff table, and is none. */
  readonly #malformed = new Set<string>()

  private constructor(params: Mailed, mail: Mail, staff: Member[]) {
    this.#params = params
    this.#mail = mail
    this.#staff = staff
  }

  /** @param day who has left before it is nobody's recipient: the day it is, also of a run for another one */
  static async on(
    day: Day,
    params: Mailed,
    { from, read, settings }: Queries & { settings: Pick<Settings, 'mail'> },
  ): Promise<Addressing> {
    if (!settings.mail)
      throw new UserError('The config has no section mail, without which nothing is mailed.')
    const there = from('staff')
      .where((one) => one.whereNull('left_on').orWhere('left_on', '>=', String(day)))
      .orderBy('id')
    return new Addressing(params, settings.mail, await read.all<Member>(there.select('role', 'email')))
  }

  /** Who gets a part, or all of it where it is not split: each address once. */
  recipientsOf(part: Part | undefined): Recipient[] {
    const { to = [], otherwise } = this.#params
    const found = new Map<string, Recipient>()
    const give = (address: string, insteadOf: string[]) => {
      const known = found.get(address.toLowerCase())
      if (known) known.insteadOf.push(...insteadOf)
      else found.set(address.toLowerCase(), { address, insteadOf })
    }
    for (const wanted of new Set([to].flat())) {
      const allowed = this.#addressesOf(wanted, part).filter((address) => this.#isAllowed(address))
      for (const address of allowed) give(address, [])
      if (allowed.length > 0) continue
      const whom = inWords(wanted, part)
      const instead = otherwise !== undefined && this.#isAllowed(otherwise)
      ;(instead ? this.#passedOn : this.#missing).add(whom)
      if (instead) give(otherwise, [whom])
    }
    return [...found.values()]
  }

  /** What could not be done. */
  get shortfalls(): string[] {
    const missing = [...this.#missing]
    const nobody =
      missing.length === 0
        ? []
        : [
            `Nobody is mailed what is for ${listed(missing)}: nobody at the school can be mailed as such${this.#meant()}. The job's key otherwise says who gets it then.`,
          ]
    const refused = [...this.#refused].map(
      ([domain, { size }]) =>
        `${size === 1 ? 'An address' : `${size} addresses`} at ${domain || 'no domain'} ${size === 1 ? 'gets' : 'get'} nothing: mails may not go there (mail.allowedDomains).`,
    )
    const { size } = this.#malformed
    const malformed =
      size === 0
        ? []
        : [
            `${size === 1 ? '1 address in the staff table is none' : `${size} addresses in the staff table are none`} that can be mailed.`,
          ]
    return [...nobody, ...refused, ...malformed]
  }

  /** What to know besides. */
  get remarks(): string[] {
    const passedOn = [...this.#passedOn]
    if (passedOn.length === 0) return []
    return [
      `What is for ${listed(passedOn)} goes to the address in otherwise: nobody at the school can be mailed as such.`,
    ]
  }

  #addressesOf(wanted: string, part: Part | undefined): string[] {
    if (isMeantAsAddress(wanted)) return [wanted.trim()]
    const people = splitFor(wanted)
      ? (part?.responsible ?? [])
      : this.#staff.filter(({ role }) => role !== null && plainRole(role) === plainRole(wanted))
    return people.flatMap(({ email }) => email?.trim() || [])
  }

  #isAllowed(address: string): boolean {
    if (!refusalOf(this.#mail, [address])) return true
    // Whatever stands there may well be somebody's name.
    if (!isAddress(address)) {
      this.#malformed.add(address.toLowerCase())
      return false
    }
    const domain = domainOf(address)
    this.#refused.set(domain, (this.#refused.get(domain) ?? new Set()).add(address.toLowerCase()))
    return false
  }

  /** The role that was probably meant, where a role that nobody has is close to one that somebody has. */
  #meant(): string {
    const roles = [...new Set(this.#staff.flatMap(({ role }) => role?.trim() || []))]
    const wanted = [this.#params.to ?? []].flat().filter((one) => this.#missing.has(inWords(one, undefined)))
    const near = wanted.flatMap((one) => {
      const role = nearest(one, roles)
      return role && plainRole(role) !== plainRole(one) ? [role] : []
    })
    return near.length > 0 ? ` (did you mean ${near.join(', ')}?)` : ''
  }
}

/** Whom something is for. */
function inWords(wanted: string, part: Part | undefined): string {
  if (isMeantAsAddress(wanted)) return 'an address of the config'
  const word = wanted.trim()
  return splitFor(word) ? `the ${plainRole(word)}${part ? ` for ${part.name}` : ''}` : `the role ${word}`
}

function listed(all: string[]): string {
  const more = all.length - NAMED
  return more > 1 ? `${all.slice(0, NAMED).join(', ')} and ${more} others` : all.join(', ')
}
