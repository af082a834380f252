import { readFileSync } from 'node:fs'
import path from 'node:path'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { validate } from '../../src/commands/validate.ts'
import { renderGithub } from '../../src/config/formats/github.ts'
import type { Format } from '../../src/config/formats/index.ts'
import { renderSarif } from '../../src/config/formats/sarif.ts'
import { renderProblems } from '../../src/config/formats/text.ts'
import type { Problem } from '../../src/config/problem.ts'
import { BASE, check, NOW, temporaryFile } from './kit.ts'

const problem: Problem = {
  rule: 'busy-hours',
  severity: 'warning',
  message: '100% wrong, or: worse\r\nsecond',
  hint: 'a: b, c',
  file: 'C:,50%/x.yaml',
  line: 3,
  column: 5,
  endColumn: 9,
  path: 'jobs.x.at',
  excerpt: { text: '    abcd', from: 4, to: 8 },
}

function run(format: Format, file: string, folder = process.cwd()): { text: string; exit: number } {
  let text = ''
  const out = (part: string) => {
    text += part
  }
  const exit = validate(file, { format }, { out, env: {}, now: NOW, colour: false, folder })
  return { text, exit }
}

describe('as JSON', () => {
  it('has the same keys for every problem', () => {
    const file = temporaryFile(`${BASE}jobs: { clear-expired-notices: { at: '25:00', cron: '' } }\n`)
    const { text, exit } = run('json', file)
    expect(exit).toBe(3)
    expect(JSON.parse(text)).toEqual({
      file,
      valid: false,
      problems: [
        {
          rule: 'wrong-value',
          severity: 'error',
          message: "'at' must be a time such as 07:30, or a list of times, not '25:00'",
          hint: null,
          line: 3,
          column: 38,
          endColumn: 45,
          path: 'jobs.clear-expired-notices.at',
          file,
        },
      ],
    })
  })

  it('has no place for what is wrong with the file as a whole', () => {
    const { problems } = JSON.parse(run('json', 'nowhere.yaml').text)
    expect(problems).toMatchObject([{ rule: 'file', line: null, column: null, endColumn: null, path: '' }])
  })

  it('says that a config is valid', () => {
    expect(run('json', 'automation.config.yaml')).toEqual({
      text: '{\n  "file": "automation.config.yaml",\n  "valid": true,\n  "problems": []\n}\n',
      exit: 0,
    })
  })
})

describe('as SARIF', () => {
  const schema = JSON.parse(readFileSync('tests/config/fixtures/sarif-2.1.0-rtm.5.json', 'utf8'))
  // Ajv knows drafts from 6 on; nothing in this schema differs from draft 4 but the name of its id.
  const { $schema: _draft, id: _id, ...body } = schema
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }))
  const isSarif = ajv.compile(body)

  it.each([
    ['all that can be wrong', 'tests/config/err/columns.yaml'],
    ['the file as a whole', 'nowhere.yaml'],
    ['nothing', 'automation.config.yaml'],
    ['warnings', 'tests/config/ok/clock-change.yaml'],
  ])('is valid by the schema: %s', (_what, file) => {
    isSarif(JSON.parse(run('sarif', file).text))
    expect(isSarif.errors).toBeNull()
  })

  it('names the rule, the place and how columns are counted', () => {
    const [sarif] = JSON.parse(renderSarif(check('x: 1').problems, process.cwd())).runs
    const [result] = sarif.results
    expect(sarif.columnKind).toBe('utf16CodeUnits')
    expect(sarif.tool.driver.rules[result.ruleIndex].id).toBe('unknown-key')
    expect(result).toMatchObject({
      ruleId: 'unknown-key',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'school.yaml' },
            region: { startLine: 3, startColumn: 1, endColumn: 2 },
          },
          logicalLocations: [{ fullyQualifiedName: 'x' }],
        },
      ],
    })
  })

  it.each([
    ['/srv/school', '/srv/school/a b/50%é#?.yaml', 'a%20b/50%25%C3%A9%23%3F.yaml'],
    ['/srv/school', 'x.yaml', 'x.yaml'],
    ['/srv/school', '/etc/a b.yaml', 'file:///etc/a%20b.yaml'],
  ])('in %s calls %s %s', (folder, file, uri) => {
    const { runs } = JSON.parse(renderSarif([{ ...problem, file }], folder))
    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri)
  })
})

describe('as commands for GitHub', () => {
  it('escapes what would end a property or a line', () => {
    expect(renderGithub([problem], path.resolve('/srv'))).toBe(
      '::warning file=C%3A%2C50%25/x.yaml,line=3,col=5,endColumn=9,title=busy-hours::100%25 wrong, or: worse%0D%0Asecond%0Aa: b, c\n',
    )
  })

  it('names no line for the file as a whole', () => {
    expect(run('github', 'nowhere.yaml').text).toBe(
      '::error file=nowhere.yaml,title=file::the file does not exist%0Acheck the path; the config is looked for in the current folder, and pars-auto init writes a first one\n',
    )
  })

  it('prints nothing when nothing is wrong', () => {
    expect(run('github', 'automation.config.yaml')).toEqual({ text: '', exit: 0 })
  })
})

describe('as text', () => {
  it('has colours only when they are asked for', () => {
    expect(renderProblems([problem], { colour: false })).not.toContain('\u001B')
    expect(renderProblems([problem], { colour: true })).toContain('\u001B[33m')
  })

  it('ends with how many errors and warnings there are', () => {
    const file = temporaryFile(`${BASE}x: 1\ny: 1\nalerts: { webhook: '\${HOOK}' }\n`)
    expect(run('text', file).text).toMatch(/\n\n2 errors, 1 warning\n$/)
  })

  it('says when a valid config runs next', () => {
    const file = temporaryFile(
      `${BASE}jobs: { refresh-all-years: { at: '11:00' }, temporary-group-housekeeping: { at: '11:30' } }\n`,
    )
    expect(run('text', file).text).toBe(
      `${file} is valid: 2 jobs, next refresh-all-years tomorrow at 11:00.\n`,
    )
  })
})
