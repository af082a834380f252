import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { addRegisterCodes } from '../sms/codes.ts'
import { instant, Texts } from '../sms/texts.ts'

/** Ada with her mother Grace, and a text to her that is due. */
async function oneText(more: Parameters<typeof Texts.open>[0] = {}) {
  const texts = await Texts.open(more)
  const ada = await texts.school.pupil('Ada')
  const grace = await texts.contact(ada)
  const text = await texts.text(await texts.batch(), ada, grace)
  return { texts, school: texts.school, ada, grace, text }
}

describe('sending', () => {
  test('hands a text that is due over, and the tick sends it, once', async () => {
    const { texts, school, text } = await oneText()
    await school.tick()
    expect(await texts.state(text)).toBe('sent')
    expect(texts.sent()).toMatchObject([{ number: '+447700900101', text: 'School is closed tomorrow.' }])
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toHaveLength(1)
  })

  test('leaves a text alone until the time it was delayed to', async () => {
    const { texts, ada, grace } = await oneText()
    const later = await texts.text(await texts.batch(), ada, grace, {
      not_before: instant('2026-11-23 14:00'),
      body: 'Later',
    })
    expect((await texts.run()).counts).toEqual({ handedOver: 1 })
    expect((await texts.at('2026-11-23 13:59').run()).counts).toEqual({})
    expect(await texts.state(later)).toBe('queued')
    expect((await texts.at('2026-11-23 14:00').run()).counts).toEqual({ handedOver: 1 })
  })

  test('sends the same text to one number once in a batch, and logs it for each pupil', async () => {
    const { texts, school, ada, grace } = await oneText()
    const ben = await school.pupil('Ben')
    await texts.link(ben, grace)
    const batch = await texts.batch({
      queued_by: await school.add('staff', { staff_code: 'ABC', surname: 'S', forename: 'S' }),
    })
    // However the number was typed for each.
    const [first, second] = [
      await texts.text(batch, ada, grace, { body: 'Twice' }),
      await texts.text(batch, ben, grace, { body: 'Twice', number: '+44 7700 900101' }),
    ]
    await school.tick()
    expect(texts.sent().filter(({ text }) => text === 'Twice')).toHaveLength(1)
    expect([await texts.state(first), await texts.state(second)]).toEqual(['sent', 'sent'])
    const log = (await texts.log()).filter(({ body }) => body === 'Twice')
    expect(log).toMatchObject([
      { pupil_id: ada, contact_id: grace, direction: 'out', channel: 'sms', staff_id: 1, at: texts.now },
      { pupil_id: ben, contact_id: grace },
    ])
  })

  test('sends it once even where the batch comes in two pieces', async () => {
    const { texts, school, ada, grace } = await oneText()
    const ben = await school.pupil('Ben')
    await texts.link(ben, grace)
    const batch = await texts.batch()
    await texts.text(batch, ada, grace, { body: 'In pieces' })
    await school.tick()
    const late = await texts.text(batch, ben, grace, { body: 'In pieces' })
    expect((await texts.at('2026-11-23 12:01').run()).counts).toEqual({ joined: 1 })
    expect(await texts.state(late)).toBe('sent')
    expect((await texts.log()).filter(({ body }) => body === 'In pieces')).toMatchObject([
      { pupil_id: ada, at: instant('2026-11-23 12:00') },
      { pupil_id: ben, at: instant('2026-11-23 12:00') },
    ])
    expect(texts.sent().filter(({ text }) => text === 'In pieces')).toHaveLength(1)
  })

  test('sends another text, and the same one of another batch, to the number as well', async () => {
    const { texts, ada, grace } = await oneText()
    await texts.text(await texts.batch(), ada, grace)
    await texts.text(await texts.batch(), ada, grace, { body: 'Other' })
    expect((await texts.run()).counts).toEqual({ handedOver: 3 })
  })

  test('refuses what is no mobile number, and a text that is too long, and says why', async () => {
    const { texts, ada } = await oneText()
    const batch = await texts.batch()
    const text = (row: object) => texts.text(batch, ada, null, { ...row })
    const [landline, words, long] = [
      await text({ number: '020 7946 0018' }),
      await text({ number: 'ask Gran first' }),
      await text({ body: 'a'.repeat(2000) }),
    ]
    expect((await texts.run()).counts).toMatchObject({ refused: 3 })
    expect(await texts.state(landline)).toBe('failed: it is a landline')
    expect(await texts.state(words)).toBe('failed: it is words, not a number')
    expect(await texts.state(long)).toContain('segments long')
  })

  test('expires a text whose time is over: at the end of the day it was due, or when it says', async () => {
    const { texts, ada, grace, text } = await oneText()
    const said = await texts.text(await texts.batch(), ada, grace, { not_after: instant('2026-11-23 12:30') })
    const lasting = await texts.text(await texts.batch(), ada, grace, {
      not_after: instant('2026-11-25 12:30'),
    })
    await texts.at('2026-11-24 09:00').run()
    expect(await texts.state(text)).toMatch(/^expired: its time was over/)
    expect(await texts.state(said)).toMatch(/^expired/)
    expect(await texts.state(lasting)).toBe('sent')
  })

  test('never sends what was queued before the job went live, and says that it is there', async () => {
    const { texts, ada, grace } = await oneText()
    const before = await texts.text(await texts.batch({ queued_at: instant('2026-10-31 12:00') }), ada, grace)
    const { message, counts } = await texts.run()
    expect(counts).toEqual({ handedOver: 1 })
    expect(message).toContain('before the job went live are left alone: 1')
    expect(await texts.state(before)).toBe('queued')
  })
})

describe('parents’ quiet hours', () => {
  test('keep a text that lasts until the morning, and expire one that does not', async () => {
    const { texts, ada, grace, text } = await oneText()
    const lasting = await texts.text(await texts.batch(), ada, grace, {
      not_after: instant('2026-11-24 12:00'),
    })
    expect((await texts.at('2026-11-23 21:00').run()).counts).toEqual({ expired: 1 })
    expect(await texts.state(text)).toMatch(/^expired/)
    expect((await texts.at('2026-11-24 06:59').run()).counts).toEqual({})
    expect((await texts.at('2026-11-24 07:00').run()).counts).toEqual({ handedOver: 1 })
    expect(await texts.state(lasting)).toBe('sent')
  })

  test('do not keep an urgent batch', async () => {
    const { texts, ada, grace } = await oneText({ now: '2026-11-24 06:30' })
    await texts.text(await texts.batch({ urgent: 1 }), ada, grace, { body: 'Snow' })
    await texts.school.tick()
    expect(texts.sent()).toMatchObject([{ text: 'Snow' }])
  })

  test('do not yield to a schedule', async () => {
    const { texts } = await oneText({ jobs: "  sms: { at: '06:30' }", now: '2026-11-24 06:29' })
    await texts.school.tick()
    await texts.school.tick('2026-11-24 06:30')
    expect((await texts.school.runs('sms')).at(-1)).toMatchObject({ state: 'succeeded' })
    expect(texts.sent()).toEqual([])
  })

  test('that begin before a text that was handed over could go put it back into the queue, until they end', async () => {
    const { texts, school, ada, grace } = await oneText()
    const lasting = await texts.text(await texts.batch(), ada, grace, {
      not_after: instant('2026-11-24 12:00'),
      body: 'Lasts',
    })
    await texts.at('2026-11-23 20:59').handOver()
    await school.tick('2026-11-23 21:01')
    expect(await texts.state(lasting)).toBe('queued')
    expect(texts.sent()).toEqual([])
    await school.tick('2026-11-24 07:00')
    expect(await texts.state(lasting)).toBe('sent')
    expect(texts.sent()).toMatchObject([{ text: 'Lasts' }])
    expect(await texts.log()).toHaveLength(1)
  })
})

describe('a text about an absence', () => {
  async function absent() {
    const texts = await Texts.open()
    await addRegisterCodes(texts.school)
    const ada = await texts.school.pupil('Ada')
    const grace = await texts.contact(ada)
    return { texts, school: texts.school, ada, grace, text: await texts.absence(ada, grace) }
  }

  test.each(['N', 'O', 'I', '-'])('goes while the mark is %s', async (code) => {
    const { texts, ada, text } = await absent()
    await texts.mark(ada, code)
    await texts.run()
    expect(await texts.state(text)).toBe('sent')
  })

  test.each(['/', 'L', 'U', 'V', 'B', 'Y1'])('is withdrawn when the mark has become %s', async (code) => {
    const { texts, ada, text } = await absent()
    await texts.mark(ada, code)
    expect((await texts.run()).counts).toEqual({ withdrawn: 1 })
    expect(await texts.state(text)).toBe('withdrawn: the register no longer has the pupil as absent')
  })

  test('looks at the session that it is about, or at both for a whole day', async () => {
    const { texts, ada, grace, text } = await absent()
    const day = await texts.absence(ada, grace, { about_part: null })
    await texts.mark(ada, 'N')
    await texts.mark(ada, '\\', 'PM')
    await texts.run()
    expect(await texts.state(text)).toBe('sent')
    expect(await texts.state(day)).toMatch(/^withdrawn/)
  })

  test('is withdrawn when the pupil has left', async () => {
    const { texts, school, grace } = await absent()
    const gone = await school.pupil('Ben', { to: '2026-11-22' })
    await texts.link(gone, grace)
    const text = await texts.absence(gone, grace)
    const last = await school.pupil('Cem', { to: '2026-11-23' })
    await texts.link(last, grace)
    const stays = await texts.absence(last, grace)
    await texts.run()
    expect(await texts.state(text)).toBe('withdrawn: the pupil has left')
    expect(await texts.state(stays)).toBe('sent')
  })

  test('is looked at again when it is about to leave', async () => {
    const { texts, school, ada, text } = await absent()
    await texts.handOver()
    await texts.mark(ada, 'L')
    await school.tick('2026-11-23 12:01')
    expect(await texts.state(text)).toBe('withdrawn: the register no longer has the pupil as absent')
    expect(texts.sent()).toEqual([])
    expect(await texts.items()).toMatchObject([{ state: 'withdrawn' }])
  })

  test('to a number that serves two pupils goes for the one that is still absent, and is logged for that one', async () => {
    const { texts, school, ada, grace } = await absent()
    const ben = await school.pupil('Ben')
    await texts.link(ben, grace)
    const batch = await texts.batch({ purpose: 'absence' })
    const about = { about_date: '2026-11-23', about_part: 'AM', body: 'Your children are absent' }
    const [first, second] = [
      await texts.text(batch, ada, grace, about),
      await texts.text(batch, ben, grace, about),
    ]
    await texts.handOver()
    await texts.mark(ada, '/')
    await school.tick('2026-11-23 12:01')
    expect(await texts.state(first)).toMatch(/^withdrawn/)
    expect(await texts.state(second)).toBe('sent')
    expect((await texts.log()).filter(({ body }) => body === about.body)).toMatchObject([{ pupil_id: ben }])
  })
})

describe('any text is withdrawn', () => {
  test('when the contact is no longer one of the pupil’s', async () => {
    const { texts, school, text } = await oneText()
    await school.with((db) => db.run(db.sql('pupil_contact').delete()))
    await texts.run()
    expect(await texts.state(text)).toBe('withdrawn: the contact is no longer one of the pupil’s')
  })

  test('when the contact has another number, or none, but not when it is only typed in another way', async () => {
    const { texts, school, text, grace } = await oneText()
    const ben = await school.pupil('Ben')
    const [alan, mary] = [await texts.contact(ben), await texts.contact(ben)]
    const [to, other] = [
      await texts.text(await texts.batch(), ben, alan),
      await texts.text(await texts.batch(), ben, mary),
    ]
    const set = (id: number, mobile: string | null) =>
      school.with((db) => db.run(db.sql('contact').where({ id }).update({ mobile })))
    await set(grace, '+44 (0)7700 900101 / 07700 900888')
    await set(alan, '07700 900888')
    await set(mary, null)
    await texts.run()
    expect(await texts.state(text)).toBe('sent')
    expect(await texts.state(to)).toBe('withdrawn: the contact has another number now')
    expect(await texts.state(other)).toBe('withdrawn: the contact has no number any more')
  })

  test('when it is deleted from the queue after it was handed over', async () => {
    const { texts, school, text, ada, grace } = await oneText()
    const gone = await texts.text(await texts.batch(), ada, grace)
    await texts.handOver()
    await school.with((db) => db.run(db.sql('sms_message').where({ id: text }).update({ state: 'deleted' })))
    await school.with((db) => db.run(db.sql('sms_message').where({ id: gone }).delete()))
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toEqual([])
    expect(await texts.state(text)).toBe('deleted')
    expect((await texts.items()).map(({ state, reason }) => `${state}: ${reason}`)).toEqual([
      'withdrawn: deleted from the queue',
      'withdrawn: deleted from the queue',
    ])
  })
})

describe('limits', () => {
  /** A batch of so many texts to as many numbers. */
  async function batchOf(texts: Texts, pupil: number, count: number) {
    const batch = await texts.batch()
    for (let at = 0; at < count; at += 1)
      await texts.text(batch, pupil, null, { number: `07700 900${200 + at}`, body: `Of ${count}` })
    return batch
  }

  async function limited(sms = 'limits: { perRun: 3, perDay: 5 }') {
    const texts = await Texts.open({ sms })
    return { texts, school: texts.school, ada: await texts.school.pupil('Ada') }
  }

  test('a batch larger than a run may have waits as a whole, the run is partial, and others pass', async () => {
    const { texts, school, ada } = await limited()
    await batchOf(texts, ada, 4)
    await batchOf(texts, ada, 2)
    const said = await school.tick()
    expect(said.code).toBe(4)
    expect(said.out).toContain(
      '4 texts (batch 1) go beyond the limits: 3 a run and 5 a day, of which 3 are left',
    )
    expect(texts.sent().map(({ text }) => text)).toEqual(['Of 2', 'Of 2'])
    expect((await school.rows('sms_message', { state: 'queued' })).length).toBe(4)
  })

  test('approve lets it go', async () => {
    const { texts, school, ada } = await limited()
    await batchOf(texts, ada, 4)
    await school.tick()
    const [run] = await school.runs('sms')
    expect(run).toMatchObject({ state: 'partial', withheld: '{"beyondLimit":4}' })
    expect((await school.run('approve', String(run!.id))).code).toBe(0)
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toHaveLength(4)
  })

  test('a batch that fits a run, but not this one, goes with the next', async () => {
    const { texts, school, ada } = await limited()
    await batchOf(texts, ada, 3)
    await batchOf(texts, ada, 2)
    expect((await school.tick()).code).toBe(0)
    expect(texts.sent()).toHaveLength(3)
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toHaveLength(5)
  })

  test('what goes beyond a day waits, and the next day is another', async () => {
    const { texts, school, ada } = await limited()
    await batchOf(texts, ada, 3)
    await school.tick()
    await batchOf(texts, ada, 3)
    expect((await school.tick('2026-11-23 12:01')).code).toBe(4)
    expect(texts.sent()).toHaveLength(3)
    await school.with((db) =>
      db.run(
        db
          .sql('sms_message')
          .where({ state: 'queued' })
          .update({ not_after: instant('2026-11-24 12:00') }),
      ),
    )
    await school.tick('2026-11-24 08:00')
    expect(texts.sent()).toHaveLength(6)
  })

  test('a batch that waits for approval does not make the job run every minute, and expires in its time', async () => {
    const { texts, school, ada } = await limited()
    await batchOf(texts, ada, 4)
    await school.tickUntil('2026-11-23 12:45')
    const before = (await school.runs('sms')).length
    // One for each look for replies.
    expect(before).toBeLessThanOrEqual(10)
    await school.tick('2026-11-24 00:00')
    await school.tick('2026-11-24 00:01')
    expect(await school.rows('sms_message', { state: 'expired' })).toHaveLength(4)
  })
})

describe('another program that sends from the queue', () => {
  test('stops everything, is told once, and resume lets it go on', async () => {
    const { texts, school, ada, grace, text } = await oneText()
    const theirs = await texts.text(await texts.batch(), ada, grace, { state: 'sent' })
    const said = await school.tick()
    expect(said.out).toContain('Another program has dealt with 1 texts of the queue')
    expect(said.code).toBe(4)
    expect(await texts.state(text)).toBe('queued')
    await school.tickUntil('2026-11-23 12:20')
    expect(texts.sent()).toEqual([])
    expect((await school.alerts()).filter(({ message }) => message.includes('Another program'))).toHaveLength(
      2,
    )
    expect((await school.run('resume')).code).toBe(0)
    await school.tick('2026-11-23 12:21')
    expect(await texts.state(text)).toBe('sent')
    expect(await texts.state(theirs)).toBe('sent')
  })

  test('is noticed where it takes up a text that we have handed over, and that text does not go', async () => {
    const { texts, school, text } = await oneText()
    await texts.handOver()
    await school.with((db) => db.run(db.sql('sms_message').where({ id: text }).update({ state: 'sent' })))
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toEqual([])
    expect(await school.rows(own('caution'))).toMatchObject([{ reason: 'sms-queue' }])
    await school.run('resume')
    await school.tick('2026-11-23 12:02')
    expect(texts.sent()).toEqual([])
    expect(await texts.items()).toMatchObject([{ state: 'withdrawn' }])
  })

  test('is as it should be in what was queued before the job went live, and while it is in shadow', async () => {
    const { texts, school, ada, grace } = await oneText()
    await texts.text(await texts.batch({ queued_at: instant('2026-10-31 12:00') }), ada, grace, {
      state: 'sent',
    })
    expect((await texts.run()).outcome).toBe('succeeded')
    await texts.text(await texts.batch(), ada, grace, { state: 'sent' })
    school.configure('  sms: { shadow: true }', (await import('../sms/texts.ts')).SECTIONS())
    await school.tick('2026-11-23 12:01')
    expect(await school.rows(own('caution'))).toEqual([])
  })

  test('is not a person who deletes a text', async () => {
    const { texts, school, text } = await oneText()
    await texts.run()
    await school.with((db) => db.run(db.sql('sms_message').where({ id: text }).update({ state: 'deleted' })))
    expect((await texts.at('2026-11-23 12:01').run()).outcome).toBe('succeeded')
  })
})

describe('looking', () => {
  test('costs one statement while nothing waits, and leaves a count', async () => {
    const texts = await Texts.open()
    await texts.school.tick()
    const sent: string[] = []
    texts.school.world = { onStatement: (sql) => sent.push(sql) }
    await texts.school.tick('2026-11-23 12:01')
    expect(sent.filter((sql) => sql.includes('sms_message'))).toHaveLength(1)
    expect(await texts.school.runs('sms')).toHaveLength(1)
    expect(await texts.school.rows(own('quiet'))).toMatchObject([{ job: 'sms', looks: 1 }])
  })

  test('finds what waits for the morning once, and again when the quiet hours end', async () => {
    const { texts, school } = await oneText()
    await school.with((db) =>
      db.run(db.sql('sms_message').update({ not_after: instant('2026-11-24 12:00') })),
    )
    texts.at('2026-11-23 21:30')
    await school.tickUntil('2026-11-23 21:34')
    expect(await school.runs('sms')).toHaveLength(1)
    await school.tick('2026-11-24 07:00')
    expect(texts.sent()).toHaveLength(1)
  })
})

test('a batch of 20,000 takes as many statements as one of 20', async () => {
  const statements = async (count: number) => {
    const texts = await Texts.open({ sms: 'limits: { perRun: 50000, perDay: 50000 }' })
    const { school } = texts
    const ada = await school.pupil('Ada')
    const batch = await texts.batch()
    const rows = Array.from({ length: count }, (_, at) => [
      ...[batch, ada, `+4477${String(10_000_000 + at)}`, `Text ${at}`, 'queued'],
    ])
    const columns = ['batch_id', 'pupil_id', 'number', 'body', 'state']
    await school.with((db) => db.bulkInsert('sms_message', columns, rows))
    const sent: string[] = []
    school.world = { onStatement: (sql) => sent.push(sql), channels: {} }
    expect((await texts.run()).counts).toEqual({ handedOver: count })
    // A server takes rows by the thousand.
    return sent.filter((sql) => !sql.startsWith('INSERT BULK')).length
  }
  expect(await statements(20_000)).toBe(await statements(20))
}, 60_000)
