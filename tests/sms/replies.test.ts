import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import type { Item } from '../../src/outbox/item.ts'
import { instant, Texts } from './texts.ts'

/** Ada and Ben share a mother, Grace, to whom Sam has sent a text about each at 12:00. */
async function answered(replies = 'toSender: true\ncentral: office@riverside.example', staff: object = {}) {
  const texts = await Texts.open({ sms: `replies:\n${replies.replace(/^/gm, '  ')}` })
  const { school } = texts
  const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
  const grace = await texts.contact(ada)
  await texts.link(ben, grace)
  const sam = await school.add('staff', {
    ...{ staff_code: 'SAM', surname: 'Smith', forename: 'Sam', email: 'sam@riverside.example' },
    ...staff,
  })
  const batch = await texts.batch({ queued_by: sam })
  await texts.text(batch, ada, grace)
  await texts.text(batch, ben, grace)
  await texts.run()
  texts.at('2026-11-23 12:05')
  return { texts, school, ada, ben, grace, sam, mails: () => texts.items({ kind: 'mail' }) }
}

const letter = (mail: Item | undefined) => JSON.parse(mail!.content).data
const GRACE = '+447700900101'

describe('a reply', () => {
  test('goes on the log of every pupil that the text was about', async () => {
    const { texts, ada, ben, grace } = await answered()
    texts.reply('r1', GRACE, 'They are both ill')
    expect((await texts.run()).counts).toEqual({ replies: 1, forwarded: 1 })
    const log = (await texts.log()).filter(({ direction }) => direction === 'in')
    // Rows of one statement get their numbers in any order.
    expect(log.sort((a, b) => Number(a.pupil_id) - Number(b.pupil_id))).toMatchObject([
      { pupil_id: ada, contact_id: grace, body: 'They are both ill', at: texts.now, staff_id: null },
      { pupil_id: ben, contact_id: grace },
    ])
  })

  test('belongs to the latest text that was sent to its number before it', async () => {
    const { texts, school, ada, grace } = await answered()
    const between = texts.now
    const cem = await school.pupil('Cem')
    await texts.link(cem, grace)
    texts.at('2026-11-23 13:00')
    await texts.text(await texts.batch(), cem, grace, { body: 'About Cem' })
    await texts.run()
    texts.at('2026-11-23 13:05')
    texts.reply('r1', GRACE, 'To the first', between)
    texts.reply('r2', GRACE, 'To the second')
    await texts.run()
    const about = async (body: string) =>
      (await texts.log()).filter((row) => row.body === body).map(({ pupil_id }) => pupil_id)
    expect(await about('To the first')).toContain(ada)
    expect(await about('To the second')).toEqual([cem])
  })

  test('that was written in another way still finds its number', async () => {
    const { texts } = await answered()
    texts.reply('r1', '447700900101', 'Hello')
    expect((await texts.run()).counts).toMatchObject({ replies: 1 })
  })

  test('is filed and forwarded once, however often it is collected', async () => {
    const { texts, mails } = await answered()
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect((await texts.at('2026-11-23 12:10').run()).counts).toEqual({})
    expect(await mails()).toHaveLength(1)
  })

  test('that answers nothing is kept, and goes to the central address', async () => {
    const { texts, school, mails } = await answered()
    texts.reply('r1', '+447700900777', 'Who are you?')
    expect((await texts.run()).counts).toEqual({ unmatched: 1, forwarded: 1 })
    expect(await school.rows(own('sms_reply'))).toMatchObject([{ answers: null, matched_at: texts.now }])
    const [mail] = await mails()
    expect(mail).toMatchObject({ recipient: 'office@riverside.example' })
    expect(letter(mail)).toMatchObject({ name: null, pupils: [], sent: null, reply: 'Who are you?' })
  })

  test('to a text that was refused at once does not belong to it', async () => {
    const { texts, school } = await answered()
    await school.with((db) => db.run(db.sql(own('outbox')).update({ state: 'failed', provider_id: null })))
    texts.reply('r1', GRACE, 'Hello')
    expect((await texts.run()).counts).toMatchObject({ unmatched: 1 })
  })

  test('that came in before the job went live is kept, and nobody is mailed', async () => {
    const { texts, mails } = await answered()
    texts.reply('r1', GRACE, 'Old', instant('2026-10-31 12:00'))
    expect((await texts.run()).counts).toEqual({ unmatched: 1 })
    expect(await mails()).toEqual([])
  })

  test('never stands in a title, a reason or what is printed', async () => {
    const { texts, school, mails } = await answered()
    texts.reply('r1', GRACE, 'Secret')
    const { out, err } = await school.run('sms')
    const [{ title, reason }] = (await mails()) as [Item]
    expect([out, err, title, reason].join(' ')).not.toMatch(/Secret|7700|Ada|Grace|riverside/)
  })
})

describe('is mailed', () => {
  test('to whoever sent the text, with what it answers', async () => {
    const { texts, school, mails } = await answered()
    const [group] = [
      await school.add('registration_group', {
        name: '7A',
        year_group_id: await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 }),
      }),
    ]
    await school.with((db) =>
      db.run(db.sql('pupil').where({ forename: 'Ada' }).update({ registration_group_id: group! })),
    )
    texts.reply('r1', GRACE, 'They are ill')
    await texts.run()
    const [mail] = await mails()
    expect(mail).toMatchObject({ recipient: 'sam@riverside.example', title: 'Reply to a text' })
    expect(letter(mail)).toEqual({
      name: 'Grace Test (Mother)',
      number: GRACE,
      pupils: ['Ada Test (7A)', 'Ben Test'],
      reply: 'They are ill',
      repliedAt: 'Monday 23 November 2026 at 12:05',
      sent: 'School is closed tomorrow.',
      sentAt: 'Monday 23 November 2026 at 12:00',
      stop: false,
    })
  })

  test.each([
    ['has left', { left_on: '2026-11-22' }, 'office@riverside.example'],
    ['is there for the last day', { left_on: '2026-11-23' }, 'sam@riverside.example'],
    ['has no mail', { email: null }, 'office@riverside.example'],
    ['has mail elsewhere', { email: 'sam@elsewhere.example' }, 'office@riverside.example'],
  ])('where the sender %s', async (_what, staff, to) => {
    const { texts, mails } = await answered(undefined, staff)
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect(await mails()).toMatchObject([{ recipient: to }])
  })

  test('to the central address where a program sent the text', async () => {
    const { texts, school, mails } = await answered()
    await school.with((db) => db.run(db.sql('sms_batch').update({ queued_by: null })))
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect(await mails()).toMatchObject([{ recipient: 'office@riverside.example' }])
  })

  test('to the central address alone where the config says no more', async () => {
    const { texts, mails } = await answered('central: office@riverside.example')
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect(await mails()).toMatchObject([{ recipient: 'office@riverside.example' }])
  })

  test('to the sender and to the central address where the config says both', async () => {
    const { texts, mails } = await answered('toSender: true\ncentral: office@riverside.example\nboth: true')
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect((await mails()).map(({ recipient }) => recipient).sort()).toEqual([
      'office@riverside.example',
      'sam@riverside.example',
    ])
  })

  test('to the address that overrules all others', async () => {
    const { texts, mails } = await answered(
      'toSender: true\ncentral: a@riverside.example\nalwaysTo: b@riverside.example',
    )
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect(await mails()).toMatchObject([{ recipient: 'b@riverside.example' }])
  })

  test('to nobody where the config does not say', async () => {
    const { texts, mails } = await answered('toSender: false')
    texts.reply('r1', GRACE, 'Hello')
    expect((await texts.run()).counts).toEqual({ replies: 1 })
    expect(await mails()).toEqual([])
  })

  test('with a flag where it asks for no more texts', async () => {
    const { texts, school, mails } = await answered()
    texts.reply('r1', GRACE, 'STOP')
    await texts.run()
    expect(letter((await mails())[0])).toMatchObject({ stop: true })
    expect(await school.rows(own('sms_reply'))).toMatchObject([{ stop: 1 }])
  })

  test('as a mail that leaves', async () => {
    const { texts, mails } = await answered()
    texts.reply('r1', GRACE, 'Hello')
    await texts.run()
    expect(await mails()).toMatchObject([{ state: 'sent' }])
  })
})

test('a provider that does not answer keeps no text from being sent, and is told of when it lasts', async () => {
  const { texts, school, ada, grace } = await answered()
  texts.reply('r1', GRACE, 'Hello')
  const bad = async () => {
    const { writeFileSync } = await import('node:fs')
    writeFileSync(`${school.folder}/texts/replies/bad.json`, 'nonsense')
  }
  await bad()
  const text = await texts.text(await texts.batch(), ada, grace, { body: 'Goes' })
  const { outcome, message } = await texts.run()
  expect(await texts.state(text)).toBe('sent')
  expect(outcome).toBe('succeeded')
  expect(message).toContain('Replies could not be collected: The folder of sms.file has files')
  await texts.at('2026-11-23 12:10').run()
  expect((await texts.at('2026-11-23 12:40').run()).outcome).toBe('partial')
})
