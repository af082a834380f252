import { readdirSync, readFileSync } from 'node:fs'
import Ajv from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { bare, isOptional, metaOf } from '../../src/config/fields.ts'
import { jobFields } from '../../src/config/job-schema.ts'
import { configJsonSchema } from '../../src/config/jsonschema.ts'
import { configReference } from '../../src/config/reference.ts'
import { rules } from '../../src/config/rules/index.ts'
import { sections } from '../../src/config/schema.ts'
import { registry } from '../../src/jobs/index.ts'
import { BASE } from './kit.ts'

const accepts = new Ajv({
  strict: true,
  strictTypes: false,
  allowUnionTypes: true,
  useDefaults: false,
}).compile(configJsonSchema())
const errorsOf = (text: string) => (accepts(parse(text, { merge: true })) ? [] : accepts.errors!)

describe('the JSON Schema', () => {
  it('accepts the config that is shipped', () => {
    expect(errorsOf(readFileSync('automation.config.yaml', 'utf8'))).toEqual([])
  })

  // Two that work, but on which an editor may remark.
  const odd = ['nothing-below.yaml', 'secret-was-blanked.yaml']
  const valid = readdirSync('tests/config/ok').filter((file) => file.endsWith('.yaml') && !odd.includes(file))

  it.each(valid)('accepts what validate accepts: %s', (file) => {
    expect(errorsOf(readFileSync(`tests/config/ok/${file}`, 'utf8').replace(/^\uFEFF/, ''))).toEqual([])
  })

  it.each([
    ['a misspelt key', 'databse: {}'],
    ['a misspelt key of a job', 'jobs: { clear-expired-notices: { tiem: 1 } }'],
    ['a key of another job', 'jobs: { clear-expired-notices: { keepHours: 24 } }'],
    ['a wrong value', 'jobs: { clear-expired-notices: { days: schools } }'],
    ['a wrong time', "jobs: { clear-expired-notices: { at: '25:00' } }"],
    ['a wrong time in a list', "jobs: { clear-expired-notices: { at: ['25:00'] } }"],
    ['a number out of range', 'jobs: { temporary-group-housekeeping: { keepHours: 3 } }'],
    ['an unknown job', 'jobs: { tidy: { job: nothing } }'],
    ['an id without its job', "jobs: { tidy: { at: '07:30' } }"],
    ['a wrong key under an id of its own', 'jobs: { tidy: { job: clear-expired-notices, keepHours: 24 } }'],
    ['another job under the name of a job', 'jobs: { refresh-all-years: { job: clear-expired-notices } }'],
    ['an id that is none', 'jobs: { Tidy Up: { job: clear-expired-notices } }'],
    ['a mandatory job switched off', 'jobs: { refresh-all-years: { enabled: false } }'],
    ['the days of a mandatory job', 'jobs: { refresh-all-years: { days: school } }'],
  ])('rejects %s', (_what, text) => {
    expect(errorsOf(BASE + text)).not.toEqual([])
  })

  it('accepts references, and a job under an id of its own', () => {
    const text =
      "alerts: { webhook: '${HOOK}' }\njobs: { tidy: { job: temporary-group-housekeeping, at: '${AT}', keepHours: 24 } }"
    expect(errorsOf(BASE + text)).toEqual([])
  })

  it('describes every key', () => {
    const undescribed: string[] = []
    const visit = (schema: Record<string, unknown>, path: string) => {
      for (const [key, one] of Object.entries(
        (schema.properties ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        if (!one.$ref && !one.description) undescribed.push(`${path}.${key}`)
        visit(one, `${path}.${key}`)
        if (one.items) visit(one.items as Record<string, unknown>, `${path}.${key}[]`)
      }
    }
    const schema = configJsonSchema() as Record<string, unknown>
    visit(schema, '')
    for (const [name, one] of Object.entries(schema.definitions as object)) visit(one, name)
    expect(undescribed).toEqual([])
  })

  it('has nothing in it that JSON cannot say', () => {
    const schema = configJsonSchema()
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })
})

describe('the reference', () => {
  const text = configReference()

  it('explains every key, every job and every rule', () => {
    for (const key of Object.keys(sections)) expect(text).toContain(`## ${key}\n`)
    for (const key of Object.keys(jobFields)) expect(text).toContain(`| \`${key}\` |`)
    for (const { name, params } of Object.values(registry)) {
      expect(text).toContain(`### ${name}\n`)
      for (const key of Object.keys(params.shape)) expect(text).toContain(`| \`${key}\` |`)
    }
    for (const { name } of rules) expect(text).toContain(`| \`${name}\` |`)
  })

  it('has tables whose rows are all of the same length', () => {
    for (const table of text.split('\n\n').filter((part) => part.startsWith('|'))) {
      const cells = table
        .trim()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })
})

it('no job has a key that means something else for all jobs', () => {
  for (const { params } of Object.values(registry)) {
    expect(Object.keys(params.shape).filter((key) => key in jobFields)).toEqual([])
  }
})

it('every secret can be left out: a config is checked where its secrets are not at hand', () => {
  const required: string[] = []
  const visit = (shape: Record<string, z.ZodType>, path: string) => {
    for (const [key, schema] of Object.entries(shape)) {
      const inner = bare(schema)
      if (metaOf(schema).secret && !isOptional(schema)) required.push(`${path}.${key}`)
      if (inner instanceof z.ZodObject) visit(inner.shape, `${path}.${key}`)
    }
  }
  visit(sections, '')
  for (const { name, params } of Object.values(registry)) visit(params.shape, name)
  expect(required).toEqual([])
})
