import { z } from 'zod'
import { bare } from './fields.ts'
import { jobNamed } from './job-schema.ts'
import type { Path } from './problem.ts'
import type { Located } from './tree.ts'

/** The declaration behind an entry of `jobs`: named by its key `job`, or by its id. */
export function declarationOf(id: string, body: Located | undefined) {
  const named = body?.kind === 'map' ? body.entries.get('job')?.value : undefined
  return jobNamed(named?.kind === 'scalar' && named.value !== null ? named.value : id)
}

/** The schema of the value at a path, as far as it is known. */
export function schemaAt(schema: z.ZodType | undefined, path: Path): z.ZodType | undefined {
  const [step, ...rest] = path
  if (!schema || step === undefined) return schema
  const inner = bare(schema)
  if (inner instanceof z.ZodUnion) {
    return inner.options.map((option) => schemaAt(option as z.ZodType, path)).find(Boolean)
  }
  if (inner instanceof z.ZodArray) return schemaAt(inner.element as z.ZodType, rest)
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType as z.ZodType, rest)
  return inner instanceof z.ZodObject ? schemaAt(keysOf(inner)[step], rest) : undefined
}

/** The keys of an object's schema; nothing that every object has. */
export function keysOf(schema: z.ZodObject): Record<string, z.ZodType> {
  return Object.assign(Object.create(null), schema.shape)
}
