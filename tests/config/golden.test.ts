import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { validate } from '../../src/commands/validate.ts'
import { rules } from '../../src/config/rules/index.ts'
import { Exit } from '../../src/exit.ts'

/**
 * A case is two files: X.yaml, and X.out with what `validate` prints for it. In `ok` the config can be used, in
 * `err` it cannot. Lines at its top may say `# now: 2027-07-20T12:00:00Z` and `# env: NAME=value`.
 *
 * After a change that is meant: UPDATE=1 npx vitest run tests/config, and read the diff.
 */
const folders = { ok: Exit.done, err: Exit.configInvalid }

const update = process.env.UPDATE === '1' && !process.env.CI

describe.each(Object.entries(folders))('configs in %s', (folder, exit) => {
  const files = readdirSync(`tests/config/${folder}`).sort()
  const cases = files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length))

  it.each(cases)('%s', (name) => {
    const path = `tests/config/${folder}/${name}`
    const printed = run(`${path}.yaml`)
    expect(printed.exit).toBe(exit)
    expect(printed.text).not.toMatch(/very-secret/)
    if (update) writeFileSync(`${path}.out`, printed.text)
    expect(existsSync(`${path}.out`), `${path}.out is missing: UPDATE=1 npx vitest run tests/config`).toBe(
      true,
    )
    expect(printed.text).toBe(readFileSync(`${path}.out`, 'utf8'))
  })

  it('has no .out without its .yaml', () => {
    const outs = files.filter((file) => file.endsWith('.out')).map((file) => file.slice(0, -'.out'.length))
    expect(outs.filter((name) => !cases.includes(name))).toEqual([])
  })
})

it('has a case for every rule', () => {
  const outs = Object.keys(folders).flatMap((folder) =>
    readdirSync(`tests/config/${folder}`)
      .filter((file) => file.endsWith('.out'))
      .map((file) => readFileSync(`tests/config/${folder}/${file}`, 'utf8')),
  )
  // Files that are no text cannot be written down here: see bad-files.test.ts.
  const named = rules.map(({ name }) => name).filter((name) => name !== 'encoding')
  expect(named.filter((name) => !outs.some((out) => out.includes(`[${name}]`)))).toEqual([])
})

it('accepts the config that is shipped, without a remark', () => {
  const { text } = run('automation.config.yaml')
  expect(text).toMatch(/^automation\.config\.yaml is valid: \d+ jobs, next [a-z-]+ \w+ at \d\d:\d\d\.\n$/)
})

function run(file: string) {
  const source = readFileSync(file, 'utf8')
  const [, now = '2026-11-23T12:00:00Z'] = /^# now: (\S+)$/m.exec(source) ?? []
  const env = Object.fromEntries(
    [...source.matchAll(/^# env: (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  let text = ''
  const out = (part: string) => {
    text += part
  }
  return {
    exit: validate(
      file,
      { format: 'text' },
      { out, env, now: Date.parse(now), colour: false, folder: process.cwd() },
    ),
    text,
  }
}
