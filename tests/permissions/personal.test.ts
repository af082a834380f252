import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { registry } from '../../src/jobs/index.ts'
import { absences } from '../commands/report-school.ts'
import { arrangedFor } from '../jobs/arranged.ts'
import { Outgoing } from '../outbox/outgoing.ts'
import { TestSchool } from '../school.ts'
import { Texts } from '../sms/texts.ts'
import { at, grant } from './people.ts'

/** What two people are shown by the same command: one with access, one with View personal data as well. */
async function shown(school: TestSchool, ...args: string[]): Promise<{ clerk: string; officer: string }> {
  const rows = await school.rows('automation_grant')
  if (rows.length === 0) {
    await grant(school, 'clerk', 'access', 'setup')
    await grant(school, 'officer', 'access', 'setup', 'personal')
  }
  const seen = async (account: string) => {
    at(school, { account })
    const { out, err } = await school.run(...(args as [string]))
    return out + err
  }
  return { clerk: await seen('clerk'), officer: await seen('officer') }
}

describe('texts', () => {
  async function withTexts() {
    const texts = await Texts.open()
    const ada = await texts.school.pupil('Ada')
    const mother = await texts.contact(ada)
    await texts.text(await texts.batch(), ada, mother, { body: 'Ada is\nlate.' })
    return { texts, school: texts.school }
  }

  test('in the queue', async () => {
    const { school } = await withTexts()
    const { clerk, officer } = await shown(school, 'sms', 'queue')
    expect(clerk).toMatch(/…101/)
    expect(clerk).not.toMatch(/Ada is|7700 ?900/)
    expect(officer).toMatch(/07700 ?900 ?101.*Ada is␊late\./)
    const json = await shown(school, 'sms', 'queue', '--json')
    expect(JSON.parse(json.clerk).texts[0]).not.toHaveProperty('body')
    expect(JSON.parse(json.officer).texts[0]).toMatchObject({ body: 'Ada is\nlate.' })
  })

  test('that came in reply', async () => {
    const { texts, school } = await withTexts()
    await texts.run()
    texts.reply('r1', '+447700900101', 'She has the flu')
    texts.at('2026-11-23 12:05')
    await school.tick()
    const { clerk, officer } = await shown(school, 'sms', 'replies')
    expect(clerk).toMatch(/…101/)
    expect(clerk).not.toContain('flu')
    expect(officer).toMatch(/\+447700900101.*She has the flu/)
  })

  test('that somebody is about to send', async () => {
    const { school } = await withTexts()
    const send = ['sms', 'send', '--pupil', '1', '--text', 'Hello', '--dry-run']
    const { clerk, officer } = await shown(school, ...send)
    expect(clerk).toContain('To …101')
    expect(officer).toContain('To +447700900101')
  })
})

describe('the outbox', () => {
  async function withItems() {
    const out = await Outgoing.open()
    await out.queue('t1')
    await out.queue('m1', {
      ...{ kind: 'mail', recipient: 'head@school.example' },
      content: JSON.stringify({ subject: 'Lates', text: 'Ada was late.' }),
    })
    return out.school
  }

  test('shows numbers, addresses and what is said', async () => {
    const school = await withItems()
    const list = await shown(school, 'outbox', 'list')
    expect(list.clerk).not.toMatch(/900123|head@/)
    expect(list.officer).toContain('+447700900123')
    expect(list.officer).toContain('head@school.example')
    const text = await shown(school, 'outbox', 'show', '1')
    expect(text.clerk).not.toMatch(/7700900123|not at school/)
    expect(text.officer).toMatch(/To +\+447700900123/)
    expect(text.officer).toMatch(/Says +Ada is not at school\./)
    expect((await shown(school, 'outbox', 'show', '2')).officer).toMatch(/Says +Lates: Ada was late\./)
    const mails = await shown(school, 'mail', 'queue')
    expect(mails.clerk).toContain('…@school.example')
    expect(mails.officer).toContain('head@school.example')
  })

  test('gives neither of them what is of our own making', async () => {
    const school = await withItems()
    const { officer } = await shown(school, 'outbox', 'list', '--json')
    expect(officer).toContain('+447700900123')
    expect(officer).not.toMatch(/"token"|"content"/)
  })
})

describe('the rows of a dry run', () => {
  test('show names and texts', async () => {
    const school = await TestSchool.open('  clear-expired-notices:')
    const created_at = '2026-01-01T00:00:00.000Z'
    const notice = { title: 'About Ada', body: 'She moves', created_at, expires_on: '2026-11-01' }
    await school.add('notice', notice)
    const dry = await shown(school, 'clear-expired-notices', '--dry-run', '--verbose')
    expect(dry.clerk).toContain('title=…')
    expect(dry.officer).toContain('title=About Ada body=She moves')
  })

  const confidential = ['gifted-sen-groups', 'medical-groups', 'pupil-characteristic-groups'] as const

  test.each(confidential)('of %s show which pupils they are about', async (name) => {
    const school = await arrangedFor(name).open()
    const dry = await shown(school, name, '--dry-run', '--verbose')
    expect(dry.clerk).toMatch(/group_member .*pupil_id=…/)
    expect(dry.clerk).not.toMatch(/pupil_id=\d/)
    expect(dry.officer).toMatch(/group_member .*pupil_id=\d/)
    const json = await shown(school, name, '--dry-run', '--verbose', '--json')
    expect(json.clerk).not.toMatch(/"pupil_id": \d/)
  })

  test('every job that makes a confidential group keeps them back', async () => {
    for (const job of Object.values(registry).filter(({ writes }) => writes.includes('kept_group'))) {
      const { open, run } = arrangedFor(job.name as (typeof confidential)[number])
      const school = await open()
      await run(school)
      const makes = await school.rows(own('kept_group'), { confidential: 1 })
      expect({ job: job.name, confidential: job.confidential === true }).toEqual({
        job: job.name,
        confidential: makes.length > 0,
      })
    }
  })
})

describe('what is about people as a whole', () => {
  test('is refused without the permission, and is there with it', async () => {
    const school = await absences()
    const { clerk, officer } = await shown(school, 'report', 'run', 'unexplained-absences')
    expect(clerk).toContain('needs "View personal data"')
    expect(officer).toContain('Ada')
  })

  test('is open while nobody has said who may do what', async () => {
    const school = await absences()
    const { code, out } = await school.run('report', 'run', 'unexplained-absences')
    expect({ code, hasAda: out.includes('Ada') }).toEqual({ code: 0, hasAda: true })
  })
})
