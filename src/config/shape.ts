import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import { bare, metaOf } from './fields.ts'
import { fieldsOf, jobFields, jobNamed } from './job-schema.ts'
import type { Path } from './problem.ts'
import { sections } from './schema.ts'
import { type Located, type LocatedMap, type LocatedScalar, scalars } from './tree.ts'

/** The declaration behind an entry of `jobs`: named by its key `job`, or by its id. */
export function declarationOf(id: string, body: Located | undefined) {
  const named = body?.kind === 'map' ? body.entries.get('job')?.value : undefined
  return jobNamed(named?.kind === 'scalar' && named.value !== null ? named.value : id)
}

/** The fields of an entry of `jobs`; of one whose job is unknown, those that all jobs have. */
export function fieldsFor(id: string, body: Located | undefined): Record<string, z.ZodType> {
  const job = declarationOf(id, body)
  return job ? fieldsOf(job) : jobFields
}

/** The schema of the whole file, with the fields that each job of this file has. */
export function schemaOf(root: LocatedMap): z.ZodType {
  const jobs = root.entries.get('jobs')?.value
  const entries = jobs?.kind === 'map' ? [...jobs.entries] : []
  const jobSchemas = entries.map(([id, { value }]) => [id, z.strictObject(fieldsFor(id, value))])
  return z.strictObject({ ...sections, jobs: z.strictObject(Object.fromEntries(jobSchemas)) })
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
  return inner instanceof z.ZodObject ? schemaAt(keysOf(inner)[step], rest) : undefined
}

/** The keys of an object's schema; nothing that every object has. */
export function keysOf(schema: z.ZodObject): Record<string, z.ZodType> {
  return Object.assign(Object.create(null), schema.shape)
}

export interface Hidden {
  /** Values of secret fields. */
  secrets: Set<LocatedScalar>
  /** Other values that may be secrets in the wrong place: they are not shown either. */
  doubtful: Set<LocatedScalar>
}

/** Which values of the file must not be shown. A value where the schema knows no key might be a secret too. */
export function hiddenIn(node: Located, schema: z.ZodType | undefined, hidden: Hidden): Hidden {
  const inner = schema && bare(schema)
  if (schema && metaOf(schema).secret) hide(node, hidden.secrets)
  else if (node.kind === 'map' && inner instanceof z.ZodObject) {
    const keys = keysOf(inner)
    for (const [key, { value }] of node.entries) hiddenIn(value, keys[key], hidden)
  } else if (node.kind === 'list' && inner instanceof z.ZodArray) {
    for (const item of node.items) hiddenIn(item, inner.element as z.ZodType, hidden)
  } else if (!schema || secretNames(schema).length > 0) hide(node, hidden.doubtful)
  return hidden
}

/** The names of all fields that hold secrets, such as `webhook`. */
export function secretFieldNames(): string[] {
  const everything = z.strictObject({
    ...sections,
    jobs: z.strictObject(Object.fromEntries(Object.values(registry).map((job) => [job.name, job.params]))),
  })
  return [...new Set(secretNames(everything))]
}

function secretNames(schema: z.ZodType, name = ''): string[] {
  if (metaOf(schema).secret) return [name]
  const inner = bare(schema)
  if (inner instanceof z.ZodArray) return secretNames(inner.element as z.ZodType, name)
  if (!(inner instanceof z.ZodObject)) return []
  return Object.entries(inner.shape).flatMap(([key, one]) => secretNames(one as z.ZodType, key))
}

function hide(node: Located, into: Set<LocatedScalar>) {
  for (const scalar of scalars(node)) if (scalar.value !== null) into.add(scalar)
}
