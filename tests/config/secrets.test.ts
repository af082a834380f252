import { describe, expect, it } from 'vitest'
import { formats, render } from '../../src/config/formats/index.ts'
import { loadConfigText } from '../../src/config/load.ts'
import { BASE, check, configOf, NOW, temporaryFile } from './kit.ts'

const SECRET = 'https://example.org/hooks/s3cr3t'

/** Everything that can be printed about a config, in all formats. */
function printed(text: string, env?: NodeJS.ProcessEnv): string {
  const { problems } = check(text, env)
  expect(problems.length).toBeGreaterThan(0)
  return [
    JSON.stringify(problems),
    ...formats.map((format) => render(format, 'school.yaml', problems, { colour: true, folder: '.' })),
  ].join('\n')
}

describe('a secret', () => {
  it('comes from the environment', () => {
    expect(configOf("alerts: { webhook: '${HOOK}' }", { HOOK: SECRET }).alerts.webhook).toBe(SECRET)
    expect(
      configOf("alerts: { webhook: 'https://example.org/${A}/${B}' }", { A: 'a', B: 'b' }).alerts.webhook,
    ).toBe('https://example.org/a/b')
  })

  it('comes from the env file, unless the environment has it', () => {
    const env = temporaryFile(`# secrets\nHOOK="${SECRET}"\nOTHER=x\n`, 'school.env')
    const text = `envFile: '${env}'\nalerts: { webhook: '\${HOOK}' }`
    expect(configOf(text).alerts.webhook).toBe(SECRET)
    expect(configOf(text, { HOOK: 'https://example.org/other' }).alerts.webhook).toBe(
      'https://example.org/other',
    )
    expect(configOf(text).alsoRead).toEqual([env])
  })

  it('is used where it stands in the file, with a warning', () => {
    const { config, problems } = check(`alerts: { webhook: ${SECRET} }`)
    expect(config?.alerts.webhook).toBe(SECRET)
    expect(problems.map(({ rule, severity }) => [rule, severity])).toEqual([['literal-secret', 'warning']])
  })

  it('is never taken for nothing: one that is empty or missing is no secret at all', () => {
    expect(configOf("alerts: { webhook: '${HOOK}' }", { HOOK: '' }).alerts.webhook).toBeUndefined()
    expect(configOf("alerts: { webhook: '${HOOK}' }").alerts.webhook).toBeUndefined()
  })

  it.each([
    ['in its place', `alerts: { webhook: ${SECRET} }`],
    ['in a text of several lines', `alerts:\n  webhook: >\n    ${SECRET}\n`],
    ['behind an anchor', `alerts: { webhook: &hook ${SECRET} }\nx: *hook`],
    ['below a wrong key', `alerts: { webhok: ${SECRET} }`],
    ['at the top', `webhook: ${SECRET}`],
    ['instead of its group', `alerts: ${SECRET}`],
    ['in a list', `alerts: [{ webhook: ${SECRET} }]`],
    ['in a group', `alerts: { webhook: { url: ${SECRET}, old: ['${SECRET}'] } }`],
    ['in a job', `jobs: { clear-expired-notices: { webhook: ${SECRET} } }`],
    ['in an unknown job', `jobs: { alerting: { job: nothing, webhook: ${SECRET} } }`],
    ['with a mistake', `alerts: { webhook: x-${SECRET} }`],
    ['on a line with a syntax error', `alerts: { webhook: "${SECRET} }`],
    ['before a syntax error', `alerts: { webhook: ${SECRET}, x: [ }`],
    ['below a line with a syntax error', `alerts:\n  webhook: "\n    ${SECRET}\n\t`],
    ['on a line with a wrong byte', `alerts: { webhook: ${SECRET}\u0007 }`],
  ])('is not printed: %s', (_where, text) => {
    expect(printed(text)).not.toMatch(/s3cr3t/)
  })

  it('from the environment is not printed either', () => {
    const env = { HOOK: 'ftp-s3cr3t', AT: '25:s3cr3t', N: 's3' }
    const text =
      "alerts: { webhook: '${HOOK}' }\njobs: { clear-expired-notices: { cron: '${AT} ${N} * * *' } }"
    expect(printed(text, env)).not.toMatch(/s3/)
  })

  it('keeps the caret under it', () => {
    const [problem] = check(`alerts: { x: ${SECRET}, webhook: ${SECRET} }`).problems.filter(
      ({ rule }) => rule === 'literal-secret',
    )
    const { text, from, to } = problem!.excerpt!
    expect(text).toBe('alerts: { x: ***, webhook: *** }')
    expect([from, to]).toEqual([27, 30])
    expect([problem!.column, problem!.endColumn]).toEqual([57, 89])
  })
})

describe('the text that is kept of a config', () => {
  it.each([
    [
      'plain',
      `alerts:\n  webhook: ${SECRET} # secret\njobs:\n`,
      "alerts:\n  webhook: '***' # secret\njobs:\n",
    ],
    ['quoted', `alerts: { webhook: "${SECRET}" }\n`, "alerts: { webhook: '***' }\n"],
    ['anchored', `alerts: { webhook: &a ${SECRET} }\n`, "alerts: { webhook: &a '***' }\n"],
    ['folded', `alerts:\n  webhook: >-\n    ${SECRET}\njobs:\n`, "alerts:\n  webhook: '***'\n\njobs:\n"],
    [
      'in a comment',
      `# webhook: ${SECRET}\nalerts: # or webhook: ${SECRET}\n`,
      '# webhook: ***\nalerts: # or webhook: ***\n',
    ],
    ['referred to', "alerts: { webhook: '${HOOK}' }\n", "alerts: { webhook: '${HOOK}' }\n"],
  ])('has no secrets: %s', (_how, text, kept) => {
    expect(configOf(text).text).toBe(BASE + kept)
  })

  it('can be used: what was blanked is missing, and said to be', () => {
    const { text, hash } = configOf(
      `alerts:\n  webhook: |\n    ${SECRET}\n\njobs:\n  clear-expired-notices:\n`,
    )
    const again = loadConfigText(text, 'school.yaml', { env: {}, now: NOW })
    expect(again.config).toMatchObject({ hash, alerts: {} })
    expect(again.config!.jobs[0]!.line).toBe(
      configOf(`alerts:\n  webhook: |\n    ${SECRET}\n\njobs:\n  clear-expired-notices:\n`).jobs[0]!.line,
    )
    expect(again.problems.map(({ rule }) => rule)).toEqual(['secret-not-set'])
  })
})
