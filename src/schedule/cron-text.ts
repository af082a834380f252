/** Why a cron expression is refused, without the `ok` of its caller. */
export interface Objection {
  message: string
  hint?: string
}

interface Field {
  name: string
  min: number
  max: number
  /** For people. */
  allowed: string
  /** Texts that one item of a list may have, before its numbers are checked. */
  item: RegExp
}

const STEP = '(\\/\\d+)?'
const NUMBERS = `([*?]|\\d+(-\\d+)?)${STEP}`
const NAMED = (names: string) => `([*?]|(\\d+|${names})(-(\\d+|${names}))?)${STEP}`
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const DAYS = 'mon|tue|wed|thu|fri|sat|sun'
const whole = (pattern: string) => new RegExp(`^(${pattern})$`, 'i')

const FIELDS: Field[] = [
  { name: 'minute', min: 0, max: 59, allowed: '0-59, *, ranges, steps', item: whole(NUMBERS) },
  { name: 'hour', min: 0, max: 23, allowed: '0-23, *, ranges, steps', item: whole(NUMBERS) },
  {
    name: 'day of the month',
    min: 1,
    max: 31,
    allowed: '1-31, L, *, ranges, steps',
    item: whole(`${NUMBERS}|L`),
  },
  { name: 'month', min: 1, max: 12, allowed: '1-12 or jan-dec', item: whole(NAMED(MONTHS)) },
  {
    name: 'day of the week',
    min: 0,
    max: 7,
    allowed: '0-7 or sun-sat, 5L, 1#2',
    item: whole(`${NAMED(DAYS)}|(\\d|${DAYS})(L|#\\d)`),
  },
]

const MACROS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
  '@minutely': '* * * * *',
  '@weekdays': '0 0 * * 1-5',
  '@weekends': '0 0 * * 0,6',
}

const ORDER = 'the five fields are minute, hour, day of the month, month, day of the week, as in 30 7 * * 1-5'

/**
 * Refuses what cron-parser would take in a sense nobody means: an empty text is every minute to it, four
 * fields run every second of some, `H` differs between processes, JAN1 is November, `1#1.5` never ends.
 */
export function checkShape(fields: string[]): Objection | undefined {
  const [first = ''] = fields
  if (first === '') return { message: 'the cron expression is empty', hint: ORDER }
  if (first.startsWith('@')) {
    const same = MACROS[first.toLowerCase()]
    return { message: `${first} is not supported`, hint: same ? `write ${same}` : ORDER }
  }
  if (fields.length !== 5) {
    const hint = fields.length === 6 ? `seconds cannot be planned: leave out ${first}` : ORDER
    return { message: `a cron expression has five fields, this one has ${fields.length}`, hint }
  }
  return firstOf(FIELDS, (field, index) => checkItems(field, fields[index]!))
}

/** Finds the field that cron-parser refuses, and puts its objection into plain words. */
export function explainRefusal(
  fields: string[],
  ask: (fields: string[]) => string | undefined,
): Objection | undefined {
  const refused = ask(fields)
  if (refused === undefined) return undefined
  if (refused.includes('explicit day of month')) {
    return {
      message: `never happens: no month of '${fields[3]}' has a day '${fields[2]}'`,
      hint: 'L is the last day of a month',
    }
  }
  const inField = firstOf(FIELDS, (field, index) => {
    const alone = ['*', '*', '*', '*', '*'].with(index, fields[index]!)
    const message = ask(alone)
    return message === undefined ? undefined : inPlainWords(field, fields[index]!, message)
  })
  return inField ?? { message: `cron-parser refuses it: ${refused}` }
}

function checkItems(field: Field, text: string): Objection | undefined {
  return firstOf(text.split(','), (item) => {
    if (/^H(?![a-z])/i.test(item)) {
      return {
        message: `H in the ${field.name}: it stands for another number in each process`,
        hint: 'choose a number',
      }
    }
    if (!field.item.test(item)) {
      return { message: `'${item}' cannot be read as ${aField(field)}`, hint: `allowed: ${field.allowed}` }
    }
    const step = item.split('/')[1]
    if (step === undefined || Number(step) <= field.max - field.min + 1) return undefined
    return {
      message: `a step of ${step} is longer than the ${field.name} field (${field.min}-${field.max})`,
      hint: field.name === 'minute' ? `use every: ${step}m` : undefined,
    }
  })
}

function inPlainWords(field: Field, text: string, message: string): Objection {
  const backwards = /Invalid range: (\d+)-(\d+),/.exec(message)
  if (backwards) {
    const [, from, to] = backwards
    // Sunday is 0 and 7: a range that ends with it needs no second half, and none may begin with it.
    const start = field.max === 7 ? 1 : field.min
    const rest = Number(to) < start ? '' : Number(to) === start ? `,${start}` : `,${start}-${to}`
    const hint = `${from}-${field.max}${rest}`
    return { message: `${from}-${to} in the ${field.name} runs backwards`, hint: `write ${hint}` }
  }
  const twice = /duplicate values found: (\w+)/.exec(message)
  if (twice) {
    const sunday = field.max === 7 && /7/.test(text) ? ' (0 and 7 are both Sunday)' : ''
    return { message: `${twice[1]} is listed twice in the ${field.name}${sunday}` }
  }
  if (/cannot repeat/.test(message)) return { message: `a step in the ${field.name} must be 1 or more` }
  if (/occurrence number/.test(message)) {
    return { message: `'${text}': a month has no more than five of a weekday`, hint: 'use #1 to #5' }
  }
  const value = /got (?:value|range) ([\w-]+) expected/.exec(message)
  if (value) return { message: `${value[1]} is not ${aField(field)}`, hint: `allowed: ${field.allowed}` }
  return { message: `the ${field.name} '${text}' is refused: ${message.replace(/^[\w ]+ error, /, '')}` }
}

function aField({ name }: Field): string {
  return name === 'hour' ? 'an hour' : `a ${name}`
}

function firstOf<T>(items: T[], check: (item: T, index: number) => Objection | undefined) {
  for (const [index, item] of items.entries()) {
    const objection = check(item, index)
    if (objection) return objection
  }
  return undefined
}
