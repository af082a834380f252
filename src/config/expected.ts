import { z } from 'zod'
import { bare, metaOf } from './fields.ts'
import { either } from './quote.ts'

/** What a value must be, for people: in the words of the schema, or by its type. */
export function expected(schema: z.ZodType): string {
  const inner = bare(schema)
  const { expects } = metaOf(schema)
  if (expects) return expects
  if (inner instanceof z.ZodNumber) return numberIn(inner)
  if (inner instanceof z.ZodEnum) return either(inner.options.map(String))
  if (inner instanceof z.ZodUnion) return either(inner.options.map((option) => expected(option as z.ZodType)))
  if (inner instanceof z.ZodBoolean) return 'true or false'
  if (inner instanceof z.ZodArray) return 'a list'
  return inner instanceof z.ZodObject || inner instanceof z.ZodRecord ? 'a group of keys' : 'a text'
}

function numberIn({ format, minValue, maxValue }: z.ZodNumber): string {
  const kind = format ? 'a whole number' : 'a number'
  const least = minValue !== null && minValue > Number.MIN_SAFE_INTEGER ? minValue : undefined
  const most = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? maxValue : undefined
  if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}`
  if (least !== undefined) return `${kind}, at least ${least}`
  return most === undefined ? kind : `${kind}, at most ${most}`
}
