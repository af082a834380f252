import { parse } from 'yaml'
import type { z } from 'zod'
import { z as zod } from 'zod'
import type { ConfiguredJob } from '../config/config.ts'
import { expected } from '../config/expected.ts'
import { bare } from '../config/fields.ts'
import { fieldsOf, jobFields, mandatoryKeys } from '../config/job-schema.ts'
import { quote } from '../config/quote.ts'
import { keysOf, schemaAt } from '../config/shape.ts'
import { didYouMean } from '../config/suggest.ts'
import { Exit, UserError } from '../exit.ts'

/** One key to set, or without a value to take out. */
export interface Change {
  /** `guard.percent` in steps. */
  path: string[]
  value?: unknown
}

/**
 * Reads `at=23:30`; `at=` takes the key out.
 * @throws UserError for a key that the job does not have, or that is not for here, and for a value that cannot be
 */
export function changeIn(given: string, job: ConfiguredJob): Change {
  const [, key, text = ''] = /^([^=]+)=(.*)$/s.exec(given) ?? []
  if (key === undefined) throw wrong(`${quote(given)} is no KEY=VALUE, such as at=23:30.`)
  if (text.trim() === '') return removalIn(key, job)
  const { path, schema } = place(key.trim(), job)
  const value = readValue(text.trim(), schema)
  if (value === undefined) throw wrong(`${key} must be ${expected(schema)}, not ${quote(text)}.`)
  if (path[0] === 'shadow' && value === false) refuseToGoLive(job)
  return { path, value }
}

/** Reads the name of a key that is to be taken out. @throws UserError as `changeIn` does */
export function removalIn(key: string, job: ConfiguredJob): Change {
  const { path } = place(key.trim(), job)
  if (path[0] === 'shadow') refuseToGoLive(job)
  return { path }
}

/** When a job went live is on record: what came before is the other program's. */
function refuseToGoLive({ id, shadow }: ConfiguredJob): void {
  if (shadow) throw wrong(`The shadow of ${id} ends with: pars-auto go-live ${id}`)
}

function place(key: string, configured: ConfiguredJob): { path: string[]; schema: z.ZodType } {
  const { id, job, params } = configured
  const path = key.split('.')
  const [first = '', ...rest] = path
  const known: Record<string, z.ZodType> = { ...fieldsOf(job), ...given(job.nested?.(params as never)) }
  const keys = Object.keys(known).filter((one) => one !== 'job' && !(job.mandatory && isForOthers(one)))
  if (first === 'job') throw wrong(`Which job ${id} is cannot be changed: add another one instead.`)
  if (job.mandatory && isForOthers(first))
    throw wrong(`${id} is mandatory and runs every day, so ${quote(first)} cannot be set: only its time can.`)
  if (!keys.includes(first)) throw unknownKey(first, keys, id)
  let above: z.ZodType = known[first]!
  for (const [index, step] of rest.entries()) {
    const inner = bare(above)
    const below = schemaAt(above, [step])
    if (!below)
      throw unknownKey(path.slice(0, index + 2).join('.'), names(inner, path.slice(0, index + 1)), id)
    above = below
  }
  return { path, schema: above }
}

const isForOthers = (key: string) => Object.hasOwn(jobFields, key) && !mandatoryKeys.includes(key)

const names = (group: z.ZodType, above: string[]): string[] =>
  group instanceof zod.ZodObject ? Object.keys(keysOf(group)).map((key) => [...above, key].join('.')) : []

const given = (schemas: Record<string, z.ZodType | undefined> = {}) =>
  Object.fromEntries(Object.entries(schemas).filter(([, schema]) => schema)) as Record<string, z.ZodType>

function unknownKey(key: string, keys: string[], id: string): UserError {
  const hint = keys.length > 0 ? didYouMean(key, keys, 'possible keys') : undefined
  const sentence = hint ? ` ${hint[0]!.toUpperCase()}${hint.slice(1)}` : ''
  return wrong(`${id} has no key ${quote(key)}.${sentence}`)
}

/** What was typed as the schema takes it: as YAML has it, with commas for a list, or as the text that it is. */
function readValue(text: string, schema: z.ZodType): unknown {
  const list = text.split(',').map((one) => asYaml(one.trim()))
  const isQuoted = /^["'[{]/.test(text)
  const ways = [
    ...(list.length > 1 && !isQuoted ? [list] : []),
    asYaml(text),
    text,
    ...(isQuoted ? [] : [list]),
  ]
  return ways.find((way) => way !== null && schema.safeParse(way).success)
}

function asYaml(text: string): unknown {
  try {
    return parse(text, { schema: 'core' })
  } catch {
    return text
  }
}

const wrong = (message: string) => new UserError(message, Exit.usage)
