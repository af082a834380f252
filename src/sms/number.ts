import { type NumberType, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** What came of a number as somebody typed it: E.164, or why no text can go there, for people. */
export type ReadNumber = { number: string; refused?: never } | { number?: never; refused: string }

/**
 * Reads a mobile number in any shape that people type: UK numbers with or without their country, foreign ones with
 * theirs, letters that look like digits, a note behind it. What could be two numbers is nobody's to choose from.
 */
export function readNumber(typed: string): ReadNumber {
  const known = read.get(typed)
  if (known) return known
  const found = readOne(typed)
  // A number stands in a batch once for each child; the whole of a school's fits.
  if (read.size > 50_000) read.clear()
  read.set(typed, found)
  return found
}

const read = new Map<string, ReadNumber>()

/** Every number that a field of somebody's has in it. */
export const numbersIn = (typed: string): string[] =>
  partsOf(typed).flatMap((part) => readNumber(part).number ?? [])

const refused = (why: string): ReadNumber => ({ refused: why })

function readOne(typed: string): ReadNumber {
  if (typed.trim() === '') return refused('there is no number')
  const parts = partsOf(typed)
  if (parts.length > 1) {
    const [first, ...others] = parts.map((part) => readNumber(part).number)
    if (first && others.every((other) => other === first)) return { number: first }
    return refused('it is several numbers')
  }
  const digits = digitsOf(typed)
  if (digits === undefined) return refused('it is words, not a number')
  if (/\p{L}/u.test(digits)) return refused('there are letters among its digits')
  return judge(digits, parsePhoneNumberFromString(digits, 'GB'))
}

/** Seven digits or more make a number of their own: `07700 900123 / 07700 900456`, but not `07700/900123`. */
function partsOf(typed: string): string[] {
  const parts = typed.split(/[/,;|&\n]|\b(?:or|and)\b/i)
  const long = parts.filter((part) => countOf(part) >= 7)
  return long.length > 1 ? long : [typed]
}

const countOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '').length

/** `O77OO` was meant as digits. */
const LOOK_ALIKES: Record<string, string> = { O: '0', o: '0', I: '1', l: '1' }

/** Without notes such as `(work)` or `Mum:`; none where nothing but words is left. */
function digitsOf(typed: string): string | undefined {
  const words = typed
    .normalize('NFKC')
    .replace(/\([^()]*\p{L}{2}[^()]*\)/gu, ' ')
    .split(/[\s:]+/)
    .map((word) => (/^[^\p{L}OoIl]*\d?[\d\p{P}+OoIl]*$/u.test(word) && /\d/.test(word) ? plain(word) : word))
    .filter((word) => /\d/.test(word))
  return words.length > 0 ? words.join(' ') : undefined
}

const plain = (word: string) => word.replace(/[OoIl]/g, (letter) => LOOK_ALIKES[letter]!)

/**
 * Mobile numbers of the UK: 071 to 075 and 077 to 079. The library only knows those that were handed out when it was
 * made, and not the numbers that Ofcom keeps free for drama (07700 900000 to 900999), which the demo uses.
 * https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/national-numbering-plan
 */
const UK_MOBILE = /^\+447[1-57-9]\d{8}$/

const NO_TEXTS: Partial<Record<NonNullable<NumberType>, string>> = {
  FIXED_LINE: 'it is a landline',
  PREMIUM_RATE: 'it is a premium-rate number',
  TOLL_FREE: 'it is a freephone number',
  SHARED_COST: 'it is a shared-cost number',
  UAN: 'it is the number of a company',
  VOIP: 'it is an internet phone',
  PERSONAL_NUMBER: 'it is a personal number (070), which gets no texts',
  PAGER: 'it is a pager',
  VOICEMAIL: 'it is a voice mailbox',
}

function judge(digits: string, found: PhoneNumber | undefined): ReadNumber {
  const count = countOf(digits)
  if (count < 7) return refused(count < 3 ? 'it is too short' : 'it is a short code, or too short')
  if (!found) return refused(count > 15 ? 'it has too many digits' : 'it is not a phone number')
  const { number } = found
  if (UK_MOBILE.test(number)) return { number }
  if (found.ext) return refused('it has an extension')
  const type = found.getType()
  if (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE') return { number }
  if (type) return refused(NO_TEXTS[type] ?? 'it is no mobile number')
  if (found.countryCallingCode !== '44') return refused('there is no such number in its country')
  if (found.nationalNumber.length !== 10)
    return refused(`it has too ${found.nationalNumber.length < 10 ? 'few' : 'many'} digits`)
  return refused(/^[12]/.test(found.nationalNumber) ? 'it is a landline' : 'there is no such number')
}
