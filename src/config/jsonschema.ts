import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { fieldsOf, JOB_ID, mandatoryKeys } from './job-schema.ts'
import { sections } from './schema.ts'

interface JsonSchema {
  [keyword: string]: unknown
}

/**
 * The JSON Schema by which editors complete, explain and check a config. Draft 7: what the YAML language server,
 * which most editors use, knows best. It knows the keys and values; the rules between them are for `validate`.
 */
export function configJsonSchema(): object {
  const { properties, required } = convert(sections)
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'automation.config.yaml',
    description: 'What pars-auto does at a school, and when.',
    type: 'object',
    additionalProperties: false,
    required,
    properties: { ...properties, jobs: jobsSchema() },
    definitions: Object.fromEntries(Object.values(registry).map((job) => [job.name, jobSchema(job)])),
  }
}

/** Under its own name a job is known by its id; under any other one by its key `job`. */
function jobsSchema(): JsonSchema {
  const names = Object.keys(registry)
  return {
    description: 'The jobs that run, each under its name, or under an id of your own with the key job.',
    type: ['object', 'null'],
    propertyNames: { pattern: JOB_ID.source },
    properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }])),
    additionalProperties: {
      type: 'object',
      required: ['job'],
      properties: { job: { enum: names, description: 'Which job this is.' } },
      allOf: names.map((name) => ({
        if: { properties: { job: { const: name } }, required: ['job'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { $ref: `#/definitions/${name}` },
      })),
    },
  }
}

function jobSchema(job: JobDeclaration): JsonSchema {
  const fields = Object.entries(fieldsOf(job)).filter(
    ([key]) => !job.mandatory || mandatoryKeys.includes(key) || key in job.params.shape,
  )
  const { properties, required } = convert(Object.fromEntries(fields))
  const enabled = job.mandatory
    ? { enabled: { const: true, description: 'A mandatory job always runs.' } }
    : {}
  return {
    title: job.title,
    description: job.summary,
    type: ['object', 'null'],
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: {
      ...withUsual(properties, job),
      ...enabled,
      job: { const: job.name, description: 'Which job this is.' },
    },
  }
}

/** The keys whose default is not the same for every job. */
function withUsual(properties: JsonSchema, job: JobDeclaration): JsonSchema {
  const { policy: missed, within, hours } = job.missed
  const usual = Object.entries({
    ...{ ...job.schedule, days: job.days, nonSchoolDay: job.nonSchoolDay ?? 'skip' },
    ...{ missed, within, hours },
  })
  const known = usual.filter(([key, value]) => key in properties && value !== undefined)
  return {
    ...properties,
    ...Object.fromEntries(
      known.map(([key, value]) => [key, { ...(properties[key] as object), default: value }]),
    ),
  }
}

function convert(fields: Record<string, z.ZodType>): { properties: JsonSchema; required: string[] } {
  const { properties = {}, required = [] } = z.toJSONSchema(z.strictObject(fields), {
    target: 'draft-07',
    io: 'input',
    override: ({ jsonSchema }) => forEditors(jsonSchema as JsonSchema),
  })
  return { properties: properties as JsonSchema, required }
}

const REFERENCE = '|\\$\\{'

/** Our own notes are not for editors, and wherever a text is expected a reference such as `${NAME}` will do. */
function forEditors(schema: JsonSchema) {
  for (const own of ['expects', 'choices', 'repair', 'secret']) delete schema[own]
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.format === 'uri') {
    delete schema.format
    schema.pattern = '^https?://'
  }
  if (typeof schema.pattern !== 'string') delete schema.pattern
  else if (!schema.pattern.endsWith(REFERENCE)) schema.pattern = `(${schema.pattern})${REFERENCE}`
}
