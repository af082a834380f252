import { domainToASCII } from 'node:url'
import { mailAddress } from '../config/fields.ts'

/** An address, with the name that people see before it. */
export interface MailBox {
  name: string
  address: string
}

/** Reads `Riverside Academy <office@riverside.example>`, `"Smith, Jo" <…>` or a bare address, as the config allows. */
export function parseMailBox(text: string): MailBox {
  const [, before, inside] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? []
  if (before === undefined || inside === undefined) return { name: '', address: text }
  const quoted = /^"(.*)"$/.exec(before.trim())
  return { name: quoted ? quoted[1]!.replace(/\\(.)/g, '$1') : before.trim(), address: inside }
}

/** The addresses of an item of the outbox. */
export const recipientsOf = (recipient: string): string[] =>
  recipient
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

/** Whether it is one address and nothing else: no list, no name, no second line. */
export const isAddress = (text: string): boolean => mailAddress.safeParse(text).success

/** The domain of an address as it is compared: see `asDomain`. Empty when it is none. */
export const domainOf = (address: string): string => asDomain(address.slice(address.lastIndexOf('@') + 1))

/**
 * A domain in the one form in which two of them can be compared: small letters, punycode, without the dot that may
 * end it. Empty when it is none.
 */
const asDomain = (text: string): string => domainToASCII(text.trim()).replace(/\.$/, '')

/** The address as mail servers that know nothing but ASCII take it: its domain in punycode. */
export const forEnvelope = (address: string): string =>
  `${address.slice(0, address.lastIndexOf('@'))}@${domainOf(address)}`
