import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formats, render } from '../../src/config/formats/index.ts'
import { type LoadResult, loadConfigText } from '../../src/config/load.ts'
import { NOW } from './kit.ts'

const shipped = readFileSync('automation.config.yaml', 'utf8')

/** Pieces that mean something to YAML or to us, and some that nobody expects. */
const pieces = fc.constantFrom(
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '  ',
    ':',
    ': ',
    '-',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '#',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '|',
    '>',
    "'",
    '"',
    '%',
    '@',
    '`',
    '~',
    '<<: *a',
    '---\n',
    '...\n',
    '${',
    '${X}',
    '}',
    '\\',
    '\0',
    '\u0007',
    '"\\e[31m"',
    '\u0085',
    '\u2028',
    '\uFEFF',
    '\uD800',
    'é',
    '學',
    '🚌',
    '0',
    '-1',
    '1e999',
    '07:30',
    '25:00',
    'true',
    'null',
    '__proto__',
    'constructor: 1\n',
    'jobs:',
    'at: ',
    'cron: * * * * *',
    'after: clear-expired-notices\n',
    'webhook: s3cr3t\n',
    '\n    cycle: []\n',
    '2026-02-30',
  ],
)

const edit = fc.record({
  at: fc.nat(shipped.length),
  remove: fc.oneof(fc.nat(3), fc.nat(60)),
  insert: fc.oneof(pieces, fc.string({ maxLength: 4 })),
})

/** The shipped config after a few edits at random places. */
const edited = fc
  .array(edit, { minLength: 1, maxLength: 5 })
  .map((edits) =>
    edits.reduce(
      (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
      shipped,
    ),
  )

const load = (text: string): LoadResult =>
  loadConfigText(text, 'school.yaml', { env: { X: 'from the environment' }, now: NOW })

function isSound(text: string) {
  const { config, problems } = load(text)
  expect(config === undefined).toBe(problems.some(({ severity }) => severity === 'error'))
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  for (const { line, column, endColumn, message, excerpt } of problems) {
    expect(message).not.toBe('')
    expect(message).not.toMatch(/\p{Cc}|undefined|\[object/u)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(endColumn).toBeGreaterThanOrEqual(column)
    if (!excerpt) continue
    expect(endColumn).toBeLessThanOrEqual(Buffer.from(lines[line - 1]!).toString().length + 1)
    expect(excerpt.from).toBeLessThanOrEqual(excerpt.to)
    expect(excerpt.to).toBeLessThanOrEqual(excerpt.text.length)
  }
  for (const format of formats) render(format, 'school.yaml', problems, { colour: false, folder: '.' })
}

it('finds something sound to say about any config, and never throws', { timeout: 300_000 }, () => {
  fc.assert(fc.property(edited, isSound), { numRuns: 2500, seed: 20261123 })
})

it('and about any text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) =>
      isSound(parts.join('')),
    ),
    {
      numRuns: 1000,
      seed: 20261124,
    },
  )
})

it('and about any of the test cases, cut off anywhere', () => {
  const cases = ['ok', 'err'].flatMap((folder) =>
    readdirSync(`tests/config/${folder}`)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => readFileSync(`tests/config/${folder}/${file}`, 'utf8')),
  )
  const cut = fc.record({
    text: fc.constantFrom(...cases),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(cut, ({ text, share }) => isSound(text.slice(0, Math.floor(text.length * share)))),
    { numRuns: 800, seed: 20261125 },
  )
})
