import { z } from 'zod'
import { expected } from '../config/expected.ts'
import { bare, metaOf } from '../config/fields.ts'
import { quote } from '../config/quote.ts'
import { nearest } from '../config/suggest.ts'
import { Exit, UserError } from '../exit.ts'
import type { ReportDeclaration } from './kit.ts'

type Parameters = Record<string, unknown>

/** A parameter of a report as people are told of it. */
export interface ParameterFacts {
  name: string
  /** `a whole number, at least 1` */
  expects: string
  about: string
  /** None where it must be given. */
  default?: unknown
}

export const parametersOf = ({ params }: ReportDeclaration): ParameterFacts[] =>
  Object.entries(params.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const usual = schema.safeParse(undefined)
    return {
      name,
      expects: expected(schema),
      about: metaOf(schema).description ?? '',
      ...(usual.success && usual.data !== undefined ? { default: usual.data } : {}),
    }
  })

/**
 * What people typed, `atLeast=3` or `at-least=3`, as the report's parameters. Lists are separated by commas, or
 * the parameter is given several times.
 * @throws UserError in words, for each that is unknown or unfit
 */
export function parametersFrom(report: ReportDeclaration, given: string[]): Parameters {
  const shape = report.params.shape as Record<string, z.ZodType>
  const texts = new Map<string, string[]>()
  const complaints: string[] = []
  for (const one of given) {
    const [, typed, text] = /^([^=]+)=(.*)$/s.exec(one) ?? []
    const name = typed && Object.keys(shape).find((known) => plain(known) === plain(typed))
    if (typed === undefined || text === undefined) complaints.push(noPair(one, report))
    else if (!name) complaints.push(unknown(typed, report))
    else texts.set(name, [...(texts.get(name) ?? []), text])
  }
  const params: Parameters = {}
  for (const [name, values] of texts) {
    const value = readings(values).find((reading) => shape[name]!.safeParse(reading).success)
    if (value === undefined) complaints.push(unfit(name, shape[name]!, quote(values.join(','))))
    else params[name] = value
  }
  if (complaints.length > 0) throw new UserError(complaints.join('\n'), Exit.usage)
  return params
}

/**
 * Parameters with the defaults of those that are not given.
 * @throws UserError in words, for each that is missing or unfit
 */
export function checkedParameters(report: ReportDeclaration, given: Parameters): Parameters {
  const checked = report.params.safeParse(given)
  if (checked.success) return checked.data
  const shape = report.params.shape as Record<string, z.ZodType>
  const complaints = checked.error.issues.map(({ path: [first], message, ...issue }) => {
    const name = String(first ?? '')
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknown(key, report)).join('\n')
    if (!shape[name]) return message
    if (given[name] === undefined) return `${name} is needed: ${name}=… (${expected(shape[name])})`
    return unfit(name, shape[name], quote(given[name]))
  })
  throw new UserError([...new Set(complaints)].join('\n'), Exit.usage)
}

/** What a text may mean, the likelier first; the first that fits is it. */
function readings(texts: string[]): unknown[] {
  const text = texts.at(-1)!
  const items = texts.flatMap((one) => one.split(',')).map((item) => item.trim())
  const numbers = items.every((item) => /^-?\d+(\.\d+)?$/.test(item)) ? [items.map(Number)] : []
  if (texts.length > 1) return [items, ...numbers]
  return [
    ...(items.length > 1 ? [items, ...numbers] : []),
    text,
    ...(numbers.length > 0 ? [Number(text)] : []),
    ...(/^(true|yes|on)$/i.test(text) ? [true] : []),
    ...(/^(false|no|off)$/i.test(text) ? [false] : []),
    items,
    ...numbers,
  ]
}

const plain = (name: string) => name.replace(/[-_ ]/g, '').toLowerCase()

const unfit = (name: string, schema: z.ZodType, found: string) =>
  `${name} must be ${bare(schema) instanceof z.ZodArray ? `${expected(schema)}, separated by commas` : expected(schema)}, not ${found}.`

function noPair(text: string, report: ReportDeclaration): string {
  const example = parametersOf(report)[0]
  const hint = example ? `, such as ${example.name}=${example.default ?? '…'}` : ''
  return `Parameters are given as name=value${hint}; ${quote(text)} is none.`
}

function unknown(name: string, report: ReportDeclaration): string {
  const names = Object.keys(report.params.shape)
  const near = nearest(name, names)
  if (near) return `${report.name} has no parameter ${quote(name)}. Did you mean ${near}?`
  const has = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.'
  return `${report.name} has no parameter ${quote(name)}. ${has}`
}
