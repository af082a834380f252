import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Wanted } from '../../src/host-schedule/schedule.ts'
import { readTasks } from '../../src/host-schedule/windows/read-tasks.ts'
import { asFile, taskXml } from '../../src/host-schedule/windows/task-xml.ts'
import { at } from '../school.ts'
import { installed } from './stand-ins.ts'

const WANTED: Wanted & { account: string } = {
  name: 'pars-auto',
  program: ['C:\\Program Files\\nodejs\\node.exe', 'C:\\Program Files\\pars-auto\\bin\\pars-auto.js'],
  config: 'D:\\Bob & Ada\\automation.config.yaml',
  folder: 'D:\\Bob & Ada',
  account: 'RIVERSIDE\\pars-auto$',
  system: false,
  withoutPassword: false,
  now: at('2026-11-23 12:00'),
}

const element = (xml: string, name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(xml)?.[1]

describe('the task for Windows', () => {
  const xml = taskXml(WANTED)

  test('starts every minute without an end, by UTC', () => {
    expect(element(xml, 'StartBoundary')).toBe('2026-11-23T00:00:00Z')
    expect(element(xml, 'Interval')).toBe('PT1M')
    expect(xml).not.toMatch(/Duration>|EndBoundary/)
  })

  test('starts while another is at work, after the computer was off, on batteries, and for so long', () => {
    const set = {
      MultipleInstancesPolicy: 'Parallel',
      StartWhenAvailable: 'true',
      DisallowStartIfOnBatteries: 'false',
      StopIfGoingOnBatteries: 'false',
      ExecutionTimeLimit: 'PT26H',
    }
    for (const [name, value] of Object.entries(set)) expect(element(xml, name)).toBe(value)
  })

  test('quotes what has blanks, and says the program apart from its words', () => {
    expect(element(xml, 'Command')).toBe('C:\\Program Files\\nodejs\\node.exe')
    expect(element(xml, 'Arguments')).toBe(
      '&quot;C:\\Program Files\\pars-auto\\bin\\pars-auto.js&quot; run-due --config &quot;D:\\Bob &amp; Ada\\automation.config.yaml&quot;',
    )
    expect(element(xml, 'WorkingDirectory')).toBe('D:\\Bob &amp; Ada')
  })

  test.each([
    ['RIVERSIDE\\pars-auto$', false, 'RIVERSIDE\\pars-auto$', 'Password'],
    ['RIVERSIDE\\b.khan', false, 'RIVERSIDE\\b.khan', 'Password'],
    ['RIVERSIDE\\b.khan', true, 'RIVERSIDE\\b.khan', 'S4U'],
    ['NT AUTHORITY\\Network Service', false, 'S-1-5-20', undefined],
    ['SYSTEM', true, 'S-1-5-18', undefined],
  ])(
    'runs as %s (without a password: %s), whether anybody is logged on or not',
    (account, withoutPassword, id, type) => {
      const made = taskXml({ ...WANTED, account, withoutPassword })
      expect([element(made, 'UserId'), element(made, 'LogonType')]).toEqual([id, type])
      expect(element(made, 'RunLevel')).toBe('LeastPrivilege')
    },
  )

  test('is found again in what Windows lists', () => {
    expect(
      readTasks(
        `<?xml version="1.0" encoding="UTF-16"?>\r\n<Tasks>\r\n<!-- \\pars-auto -->${xml}</Tasks>`,
        WANTED,
      ),
    ).toEqual([
      {
        kind: 'windows',
        where: 'task \\pars-auto',
        isNamed: true,
        isOff: false,
        program: WANTED.program,
        folder: WANTED.folder,
        config: WANTED.config,
        troubles: [],
        removal: 'schtasks /delete /tn "\\pars-auto"',
      },
    ])
  })

  test('is written as Windows writes one: UTF-16, with the mark that says so', () => {
    const bytes = asFile(xml)
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe])
    expect(bytes.toString('utf16le')).toMatch(/^\uFEFF<\?xml version="1\.0" encoding="UTF-16"\?>\r\n<Task /)
  })
})

/** Our own description of the part of the format that is used, or the published schema where it is named. */
const SCHEMA = process.env.PARS_TEST_TASK_XSD ?? path.join(import.meta.dirname, 'task.xsd')

describe.skipIf(!installed('xmllint'))(`by the schema of tasks (wants xmllint)`, () => {
  function lint(xml: string): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-xml-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(path.join(folder, 'task.xml'), asFile(xml))
    const { stderr } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, path.join(folder, 'task.xml')], {
      encoding: 'utf8',
    })
    return stderr
      .trim()
      .replace(/^.*task\.xml/, '')
      .split('\n')[0]!
  }

  test.each([
    ['a managed account', {}],
    ['an account without a password', { account: 'RIVERSIDE\\b.khan', withoutPassword: true }],
    ['an account of the system', { account: 'LOCAL SERVICE' }],
  ])('the task of %s is valid', (_, given) => {
    expect(lint(taskXml({ ...WANTED, ...given }))).toBe(' validates')
  })

  test('a trigger in another order, a policy that there is not, and a task that starts nothing are not', () => {
    const xml = taskXml(WANTED)
    const enabled = '<Enabled>true</Enabled>'
    expect(lint(xml.replace(enabled, '').replace('</Repetition>', `</Repetition>${enabled}`))).toContain(
      'Enabled',
    )
    expect(lint(xml.replace('Parallel', 'Together'))).toContain('Together')
    expect(lint(xml.replace(/<Exec>[\s\S]*<\/Exec>/, ''))).toContain('Actions')
  })
})
