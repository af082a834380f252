import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { browser, printed } from '../info/browser.ts'
import { at, granted } from '../permissions/people.ts'
import { TestSchool } from '../school.ts'

const MAIL = `mail:
  from: Riverside <office@riverside.example>
  smtp: { host: mail.riverside.example, user: reports, password: "\${SMTP_PASSWORD}" }
`

/** Every job of a normal school, with three reports. */
const NORMAL = `
  rule-based-behaviours:
  deferred-behaviour-mirroring: { shadow: true }
  detention-reminder-notices:
  refresh-all-years:
  gifted-sen-groups:
  pupil-characteristic-groups:
  bus-route-groups: { at: '23:25', after: refresh-all-years }
  consent-groups:
  medical-groups: { enabled: false }
  clear-expired-notices:
  remove-mark-owners: { olderThanDays: 30 }
  clear-sync-table:
  refresh-school-info:
  absences: { job: report, report: unexplained-absences, cycle: [mon], at: '07:30', to: [Deputy head, j.smith@riverside.example] }
  tutors: { job: report, report: missing-marks, at: '15:45', splitBy: group, to: tutor, otherwise: office@riverside.example }
  friday: { job: report, report: attendance-summary, cycle: [fri], at: '16:00', folder: { path: out } }`

const CALENDAR = `calendar:
  terms: [{ name: Autumn, from: 2026-09-01, to: 2026-12-18 }]
`

async function school(jobs = NORMAL, rest = ''): Promise<TestSchool> {
  const made = await TestSchool.open(jobs, {
    rest: `${MAIL}${CALENDAR}envFile: secrets.env\nalerts: { mail: office@riverside.example }\n${rest}`,
  })
  writeFileSync(path.join(made.folder, 'secrets.env'), 'SMTP_PASSWORD=hunter2-and-more\n')
  await made.tick()
  return made
}

describe('says', () => {
  test('what runs when, why, for whom, and what is not as one would expect', async () => {
    const made = await school()
    await made.run('pause', 'consent-groups', '--until', '2026-12-01')
    const { code, out, err } = await made.run('handover')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('- **bus-route-groups**, every day at 23:25; after refresh-all-years')
    expect(out).toContain('Rebuild the All Years group: exactly the pupils on roll.')
    expect(out).toContain('Unexplained absences. Pupils with absences')
    expect(out).toContain('Goes to: Deputy head; j.smith@riverside.example')
    expect(out).toContain('Goes to: each tutor, the own part; else office@riverside.example')
    expect(out).toContain(
      'Must succeed every day, also in holidays: refresh-all-years, temporary-group-housekeeping.',
    )
    expect(out).toContain('In shadow, which means that PARS still does it: deferred-behaviour-mirroring.')
    expect(out).toContain('Paused: consent-groups until 2026-12-01 00:00.')
    expect(out).toContain('Switched off: medical-groups.')
    expect(out).toContain('Alerts: mailed to office@riverside.example; printed by run-due')
    expect(out).toContain('It ends on Friday 18 December 2026.')
    expect(out).toContain('Texts or mails are unknown: ask the provider')
  })

  test('where the secrets are, and never what they are', async () => {
    const made = await school()
    for (const flags of [[], ['--json'], ['--out', '-']]) {
      const { out } = await made.run('handover', ...flags)
      expect(out).toContain('SMTP_PASSWORD')
      expect(out).toContain(path.join(made.folder, 'secrets.env'))
      expect(out).not.toContain('hunter2')
    }
  })

  test('addresses only to whoever may view personal data; roles to everybody', async () => {
    const made = await school(NORMAL, granted({ access: ['b.khan', 'head'], personal: ['head'] }))
    const asked = (account: string) => {
      at(made, { account })
      return made.run('handover')
    }
    expect((await asked('head')).out).toContain('Deputy head; j.smith@riverside.example')
    const { out } = await asked('b.khan')
    expect(out).toContain('Deputy head; …@riverside.example')
    expect(out).not.toContain('j.smith')
  })

  test('the same as JSON', async () => {
    const told = JSON.parse((await (await school()).run('handover', '--json')).out)
    expect(told.jobs.find(({ job }: { job: string }) => job === 'friday')).toEqual({
      job: 'friday',
      what: 'Attendance summary',
      why: 'Attendance, absence and lates by registration group, year, house or characteristic.',
      runs: 'Fridays at 16:00',
      who: ['folder out'],
      standing: [],
    })
    expect((await (await school()).run('handover', '--json', '--out', '-')).code).toBe(2)
  })
})

test('the page escapes what the school has typed, and runs no script', async () => {
  const made = await school()
  const text = readFileSync(made.file, 'utf8').replace('name: Test School', 'name: "<b>St Mary</b>"')
  writeFileSync(made.file, text)
  const { out } = await made.run('handover', '--out', '-')
  expect(out).toContain('<h1>&lt;b&gt;St Mary&lt;/b&gt;: what runs by itself</h1>')
  expect(out).toContain('<code>pars-auto validate</code>')
  // A phone breaks the name of a job at its hyphens, not within a word.
  expect(out).toMatch(/th\[scope=row\] \{[^}]*overflow-wrap: break-word/)
  expect(out).not.toMatch(/<script|<link|<img|url\(|style="|\son\w+=/i)
})

describe.skipIf(!browser)('printed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'handover-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  test.each([
    ['a normal school is one sheet of A4', 0, 1],
    ['a school with forty reports is two', 40, 2],
  ])('%s', async (_what, more, sheets) => {
    const reports = Array.from(
      { length: more },
      (_, n) =>
        `\n  lates-${n}: { job: report, report: lates, cycle: [mon], at: '07:${10 + n}', to: [Head of Year 9, office@riverside.example] }`,
    )
    const made = await school(NORMAL + reports.join(''))
    const { out } = await made.run('handover', '--out', '-')
    expect(printed(folder, out)).toBe(sheets)
  })
})
