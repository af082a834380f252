import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { compileSchedule } from '../schedule/schedule.ts'
import { expected } from './expected.ts'
import { bare, isOptional, metaOf } from './fields.ts'
import { jobFields, mandatoryKeys } from './job-schema.ts'
import { rules } from './rules/index.ts'
import { sections } from './schema.ts'

/** Every key of the config in Markdown, for docs/config.md: from the schema, so it cannot be out of date. */
export function configReference(): string {
  return [
    INTRODUCTION,
    ...Object.entries(sections).flatMap(([key, schema]) => section(key, schema)),
    '## jobs\n',
    `The jobs that run, each under its own name, or under an id of your own with the key \`job\`: so a job can be there several times. A name with nothing below it (\`clear-expired-notices:\`) is a job with its defaults. Mandatory jobs run even when they are not mentioned.\n`,
    '### Keys of every job\n',
    table(rows('', z.strictObject(jobFields))),
    'Where no default is given, the job has its own: see below.\n',
    `For a mandatory job only ${mandatoryKeys.map((key) => `\`${key}\``).join(', ')} and its own keys can be set.\n`,
    ...Object.values(registry).flatMap(jobSection),
    '## What is checked\n',
    'The name in brackets at the end of a message says which of these it is.\n',
    ruleTable(),
    FOR_PROGRAMS,
  ].join('\n')
}

function ruleTable(): string {
  const lines = rules.map(({ name, severity, about }) => `| \`${name}\` | ${severity} | ${cell(about)} |`)
  return `| Name | | What it is about |\n| --- | --- | --- |\n${lines.join('\n')}\n`
}

function section(key: string, schema: z.ZodType): string[] {
  const inner = bare(schema)
  const must = inner instanceof z.ZodObject ? '' : ` It is ${expected(schema)}.`
  const text = `${metaOf(schema).description}${must}${isOptional(schema) ? '' : ' Required.'}`
  const otherwise = inner instanceof z.ZodObject || !usual(schema) ? '' : ` Without it: ${usual(schema)}.`
  return [
    `## ${key}\n`,
    `${text}${otherwise}\n`,
    ...(inner instanceof z.ZodObject ? [table(rows(`${key}.`, inner))] : []),
  ]
}

function jobSection({ name, title, params, mandatory, schedule, days, missed }: JobDeclaration): string[] {
  const compiled = compileSchedule(schedule)
  const when = compiled.ok ? compiled.schedule.text : ''
  const late = missed.within ? `${missed.policy}, within ${missed.within}` : missed.policy
  return [
    `### ${name}\n`,
    `${title}${mandatory ? ' (mandatory)' : ''}: see [jobs.md](jobs.md#${name}). Unless the file says otherwise: ${when}; days: ${days}; missed: ${late}; hours: ${missed.hours}.\n`,
    Object.keys(params.shape).length > 0 ? table(rows('', params)) : 'It has no keys of its own.\n',
  ]
}

/** A line for each key of a group, with those of the groups in it. */
function rows(prefix: string, group: z.ZodObject): string[] {
  return Object.entries(group.shape as Record<string, z.ZodType>).flatMap(([key, schema]) => {
    const inner = bare(schema)
    const item = inner instanceof z.ZodArray ? bare(inner.element as z.ZodType) : inner
    const below = inner instanceof z.ZodArray ? `${prefix}${key}[].` : `${prefix}${key}.`
    return [row(`${prefix}${key}`, schema), ...(item instanceof z.ZodObject ? rows(below, item) : [])]
  })
}

function row(key: string, schema: z.ZodType): string {
  const { description = '' } = metaOf(schema)
  return `| \`${key}\` | ${cell(description)} | ${cell(expected(schema))} | ${cell(usual(schema))} |`
}

/** What holds when the key is not there. */
function usual(schema: z.ZodType): string {
  if (!isOptional(schema)) return 'required'
  const value = schema.safeParse(undefined).data
  if (value === undefined) return ''
  if (typeof value !== 'object') return `\`${value}\``
  return Array.isArray(value) && value.length === 0 ? 'none' : ''
}

function table(lines: string[]): string {
  return `| Key | What it is for | What it must be | Default |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const INTRODUCTION = `# automation.config.yaml

One YAML file says what pars-auto does at a school, and when. Check it after every change:

    pars-auto validate

It names every problem with its line, at once, and changes nothing. While the file has errors, the last one that was valid stays in force. Editors that know JSON Schema complete and explain the keys: the line \`# yaml-language-server: $schema=./docs/automation.config.schema.json\` at the top tells them where to look.

- Times are of the school's wall clock, dates are written as 2026-09-02.
- A key with nothing behind it counts as not written.
- Something that several jobs have in common can be written once: \`first: &usual { timeout: 1h }\`, then \`second: { <<: *usual, at: '05:00' }\`.

**Secrets** do not belong into the file. Wherever a text stands, \`\${NAME}\` takes its value from the environment, or from the file that \`envFile\` names; \`$\${\` is a plain \`\${\`. A name that is not set, or empty, is an error; for a secret it is a warning, and what needs the secret does without it. The values of secrets are never printed, logged or stored.
`

const FOR_PROGRAMS = `## For programs

\`pars-auto validate --format json\` prints one object, also when nothing is wrong; \`sarif\` is SARIF 2.1.0, for code scanning; \`github\` makes annotations in GitHub Actions. The exit code is 0 without errors and 3 with errors; warnings do not count. Lines and columns start from 1, columns in UTF-16 units as in editors; \`endColumn\` is the one behind the last. They are null for the file as a whole.

    {
      "file": "automation.config.yaml",
      "valid": false,
      "problems": [
        {
          "rule": "busy-hours",
          "severity": "error",
          "message": "'refresh-all-years' runs at 01:30, when the server is busy (01:00-03:00, database backup)",
          "hint": "the nearest free time is 00:55",
          "line": 41,
          "column": 9,
          "endColumn": 16,
          "path": "jobs.refresh-all-years.at"
        }
      ]
    }
`
