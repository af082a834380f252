import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { Day } from '../schedule/day.ts'
import { parseEvery } from '../schedule/every.ts'
import { parseHours } from '../schedule/hours.ts'
import { parseTime } from '../schedule/wall.ts'
import { Zone } from '../schedule/zone.ts'
import { parseAge, parseDuration } from './duration.ts'
import { parseSize } from './size.ts'

/** What the schema says about a field besides its type; each is found by `metaOf`. */
export interface FieldMeta {
  /** For people: what the value must be. */
  expects?: string
  /** Values to suggest, where not all of them can be listed in the schema. */
  choices?: () => string[]
  /** What was probably meant by a text that is in another form. */
  repair?: (text: string) => string | undefined
  /** The value is a secret: from the environment, never shown. */
  secret?: boolean
}

/** A text in a form of its own. `pattern` is for editors, which cannot call `valid`. */
function text(
  valid: (text: string) => boolean,
  expects: string,
  pattern?: string,
  repair?: FieldMeta['repair'],
) {
  return z.string().refine(valid).meta({ expects, pattern, repair })
}

export const time = text(
  (one) => parseTime(one) !== undefined,
  'a time such as 07:30',
  '^([01]?\\d|2[0-3]):[0-5]\\d$',
  (one) => one.replace(/^(\d{1,2})[.h]?(\d\d)$/i, '$1:$2').padStart(5, '0'),
)

export const date = text(
  isDate,
  'a date such as 2026-09-02',
  '^[1-9]\\d{3}-[01]\\d-[0-3]\\d$',
  // As dates are written in Britain: the day first.
  (one) =>
    one.replace(
      /^(\d\d?)[./-](\d\d?)[./-](\d{4})$/,
      (_, day, month, year) => `${year}-${two(month)}-${two(day)}`,
    ),
)

export const hours = text(
  (one) => parseHours(one) !== undefined,
  'a part of the day such as 07:30-17:00',
  '^\\d{1,2}:\\d\\d\\s*[-–]\\s*\\d{1,2}:\\d\\d$',
)

export const interval = text(
  (one) => parseEvery(one) !== undefined,
  'an interval from 1m to 24h, such as 5m, 90m or 2h',
  '^\\d{1,4}\\s*[mh]$',
)

/** A length of time, in milliseconds at most `longest`. */
export function duration(longest: number, expects: string) {
  const valid = (one: string) => (parseDuration(one) ?? Infinity) <= longest
  return text(valid, expects, '^\\d{1,5}\\s*[mhd]$', (one) => one.replace(/^(\d+) ?(m|h|d|$).*/i, withUnit))
}

/** For how long something is kept, in days at least `least`. */
export function age(least: number) {
  const valid = (one: string) => (parseAge(one) ?? 0) >= least * 86_400_000
  const expects = `a length of time from ${least}d, such as 400d or 3y`
  return text(valid, expects, '^\\d{1,5}\\s*[dy]$', (one) =>
    one.replace(/^(\d+) ?(d|y|$).*/i, (_, amount, unit) => `${amount}${unit.toLowerCase() || 'd'}`),
  )
}

/** How large something may be, in bytes at least `least`. */
export function size(least: number, expects: string) {
  const valid = (one: string) => (parseSize(one) ?? 0) >= least
  return text(valid, expects, '^\\d{1,6}\\s*([Kk]|[Mm])[Bb]$', (one) =>
    one.replace(/^(\d+) ?(k|m|$).*/i, (_, amount, unit) => `${amount}${unit.toUpperCase() || 'M'}B`),
  )
}

export const zone = text((one) => zoneNamed(one) !== undefined, 'a time zone such as Europe/London').meta({
  choices: () => Intl.supportedValuesOf('timeZone'),
})

/** A text that says something: spaces alone do not. */
export const words = (expects: string) => text((one) => one.trim() !== '', expects, '\\S')

/** `office@riverside.example`, and nothing else: no list, no name, no control characters. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:"\p{Cc}]+$/u

export const mailAddress = text(
  (one) => ADDRESS.test(one),
  'a mail address such as office@riverside.example',
  '^[^\\s@<>,;]+@[^\\s@<>,;]+\\.[^\\s@<>,;]+$',
)

/** A mail address, with a name before it or without: `Riverside Academy <office@riverside.example>`. */
export const mailBox = text(
  (one) => ADDRESS.test(one) || ADDRESS.test(/^[^<>\p{Cc}]*<([^<>]*)>$/u.exec(one)?.[1] ?? ''),
  'a mail address such as Riverside Academy <office@riverside.example>',
  '@',
)

/** `riverside.example`, in any script. */
export const domain = text(
  (one) => /^[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)+\.?$/u.test(one) && domainToASCII(one) !== '',
  'a domain such as riverside.example',
  '^[^\\s@<>,;*]+\\.[^\\s@<>,;*]+$',
  (one) => one.replace(/^.*@|^\*\./, ''),
)

/** `RIVERSIDE\j.smith`, `j.smith` or `j.smith@riverside.example`: what Windows lets be the name of an account. */
const ACCOUNT = /^([^\s"/\\[\]:;|=,+*?<>\p{Cc}]+\\)?[^"/\\[\]:;|=,+*?<>\p{Cc}]+$/u

export const account = text(
  (one) => ACCOUNT.test(one) && one.trim() === one,
  'an account such as RIVERSIDE\\j.smith or j.smith',
  '^[^"/[\\]:;|=,+*?<>]+$',
  (one) => one.trim().replace('/', '\\').replace(/\\+/, '\\'),
)

/** One value, or a list of them. */
export function oneOrMore<Item extends z.ZodType>(item: Item, expects: string) {
  return z.union([item, z.array(item).min(1)]).meta({ expects })
}

/** A value that nobody should read. Always optional: a config is checked where its secrets are not at hand. */
export function secret(value: z.ZodString | z.ZodURL, expects: string) {
  return value.meta({ expects, secret: true }).optional()
}

/** The address of a dead man's switch: whoever knows it can keep it quiet. */
export const pingAddress = (about: string) =>
  secret(z.url({ protocol: /^https?$/ }), 'a web address that starts with https:// or http://').describe(
    `${about} A secret: write \${NAME}. See docs/alerts.md.`,
  )

/** Whether a field may be missing from the file. */
export function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success
}

/** What the schema says about a field, taken from it and the wrappers around it. */
export function metaOf(schema: z.ZodType): Readonly<FieldMeta & { description?: string }> {
  const known = metas.get(schema)
  if (known) return known
  const inner = innerOf(schema)
  const meta = { ...(inner ? metaOf(inner) : {}), ...schema.meta() }
  metas.set(schema, meta)
  return meta
}

/** A file has many values of few schemas. */
const metas = new WeakMap<z.ZodType, FieldMeta & { description?: string }>()

/** The values that a text may have, as far as they can be listed. */
export function choicesOf(schema: z.ZodType): string[] {
  const inner = bare(schema)
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => choicesOf(option as z.ZodType))
  return inner instanceof z.ZodEnum ? inner.options.map(String) : (metaOf(schema).choices?.() ?? [])
}

/** The schema without what makes it optional. */
export function bare(schema: z.ZodType): z.ZodType {
  const inner = innerOf(schema)
  return inner ? bare(inner) : schema
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  const { innerType } = schema.def as { innerType?: z.ZodType }
  return innerType
}

const zones = new Map<string, Zone>()

/** The zone of a name, made once: it remembers when its clocks change. */
export function zoneNamed(name: string): Zone | undefined {
  const known = zones.get(name) ?? Zone.named(name)
  if (known) zones.set(name, known)
  return known
}

function isDate(one: string): boolean {
  try {
    return Boolean(Day.parse(one))
  } catch {
    return false
  }
}

const two = (number: string) => number.padStart(2, '0')

/** `30` and `30 minutes` as `30m`. */
const withUnit = (_: string, amount: string, unit: string) => `${amount}${unit.toLowerCase() || 'm'}`
