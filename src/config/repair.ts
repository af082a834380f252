import { z } from 'zod'
import { bare, choicesOf, metaOf } from './fields.ts'
import { quote } from './quote.ts'
import { nearest } from './suggest.ts'
import type { LocatedScalar } from './tree.ts'
import { references } from './variables.ts'

/** What to write instead of a value that is wrong, when that can be guessed. */
export function repair({ value, raw }: LocatedScalar, schema: z.ZodType): string | undefined {
  const text = typeof value === 'string' ? value : raw
  const [reference] = references(text)
  if (reference)
    return `this is about the value of ${text.slice(reference.from, reference.to)} in the environment`
  const near = nearest(text, choicesOf(schema))
  if (near !== undefined) return `did you mean ${quote(near)}?`
  const repaired = repairOf(schema)?.(text)
  if (repaired !== undefined && repaired !== text && fits(schema, repaired))
    return `did you mean '${repaired}'?`
  // Quotes are what is wrong when the value would do with them, or without.
  if (typeof value !== 'string') return fits(schema, raw) ? `put it in quotes: '${raw}'` : undefined
  const plain = withoutQuotes(value)
  if (plain === undefined || !fits(schema, plain)) return undefined
  return /^(yes|no|on|off)$/i.test(value) ? `write ${plain}` : `without quotes: ${plain}`
}

const fits = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

function repairOf(schema: z.ZodType): ((text: string) => string | undefined) | undefined {
  const inner = bare(schema)
  if (inner instanceof z.ZodUnion)
    return inner.options.map((option) => repairOf(option as z.ZodType)).find(Boolean)
  return metaOf(schema).repair
}

/** What a text would be as something else. YAML once read yes and no as true and false. */
function withoutQuotes(text: string): number | boolean | undefined {
  if (/^(true|yes|on)$/i.test(text)) return true
  if (/^(false|no|off)$/i.test(text)) return false
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}
