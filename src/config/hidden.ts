import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { bare, metaOf } from './fields.ts'
import { fieldsOf, jobFields } from './job-schema.ts'
import { sections } from './schema.ts'
import { declarationOf, keysOf } from './shape.ts'
import { type Located, type LocatedMap, type LocatedScalar, scalars } from './tree.ts'

/** Values that must not be shown. */
export interface Hidden {
  /** Values of secret fields. */
  secrets: Set<LocatedScalar>
  /** Values where the schema knows no key, or something else than a group with a secret in it: who knows. */
  doubtful: Set<LocatedScalar>
}

/** Which values of a file must not be shown. */
export function hiddenIn(root: LocatedMap): Hidden {
  const hidden: Hidden = { secrets: new Set(), doubtful: new Set() }
  for (const [key, { value }] of root.entries) {
    if (key !== 'jobs' || value.kind !== 'map')
      addHidden(value, key === 'jobs' ? anyJob : sectionOf[key], hidden)
    else
      for (const [id, { value: body }] of value.entries)
        addHidden(body, schemaOf(declarationOf(id, body), body), hidden)
  }
  return hidden
}

const sectionOf = keysOf(z.strictObject(sections))

let names: string[] | undefined

/** The names of all fields that hold secrets, such as `webhook`. */
export function secretFieldNames(): string[] {
  names ??= namesInSchema()
  return names
}

function namesInSchema(): string[] {
  const schemas = {
    ...sections,
    jobs: z.strictObject(jobFields),
    ...Object.fromEntries(Object.values(registry).map(({ name, params }) => [name, params])),
  }
  return [...new Set(secretNames(z.strictObject(schemas)))]
}

const jobSchemas = new Map<JobDeclaration, z.ZodObject>()
const anyJob = z.strictObject(jobFields)

/** Where no group of keys stands, nobody has meant the address that any job may have: only what is a job's own counts. */
const schemaOf = (job: JobDeclaration | undefined, body: Located): z.ZodType =>
  body.kind === 'map' ? jobSchema(job) : (job?.params ?? z.strictObject({}))

/** All keys of a job; of one that is unknown, those that all jobs have. */
function jobSchema(job: JobDeclaration | undefined): z.ZodObject {
  if (!job) return anyJob
  const schema = jobSchemas.get(job) ?? z.strictObject(fieldsOf(job))
  jobSchemas.set(job, schema)
  return schema
}

function addHidden(node: Located, schema: z.ZodType | undefined, hidden: Hidden) {
  const inner = schema && bare(schema)
  if (schema && metaOf(schema).secret) hide(node, hidden.secrets)
  else if (node.kind === 'map' && inner instanceof z.ZodObject) {
    const keys = keysOf(inner)
    for (const [key, { value }] of node.entries) addHidden(value, keys[key], hidden)
  } else if (node.kind === 'list' && inner instanceof z.ZodArray) {
    for (const item of node.items) addHidden(item, inner.element as z.ZodType, hidden)
  } else if (!schema || holdsSecrets(schema)) hide(node, hidden.doubtful)
}

const withSecrets = new Map<z.ZodType, boolean>()

/** A file has many values of few schemas. */
function holdsSecrets(schema: z.ZodType): boolean {
  const holds = withSecrets.get(schema) ?? secretNames(schema).length > 0
  withSecrets.set(schema, holds)
  return holds
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
