import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { running } from '../sms/providers/counterparts.ts'
import { EsendexServer } from '../sms/providers/server-esendex.ts'
import { instant, SECTIONS, Texts } from '../sms/texts.ts'

/** Ada, whose mother Grace is called first, at a school that lets three texts go in a run. */
async function opened() {
  const texts = await Texts.open({ sms: 'limits: { perRun: 3 }\npricePerSegment: 2.4' })
  const { school } = texts
  const ada = await school.pupil('Ada')
  const grace = await texts.contact(ada)
  const sms = (...args: string[]) => school.run('sms', ...args)
  const why = async (text: number) => {
    const { texts: listed } = JSON.parse((await sms('queue', '--json')).out)
    const found = listed.find((one: { text: number }) => one.text === text)
    return [found.goes, found.why]
  }
  return { texts, school, ada, grace, sms, why }
}

describe('sms queue', () => {
  test('says of each text what became of it, when it will go, and why it waits', async () => {
    const { texts, school, ada, grace, sms } = await opened()
    await texts.text(await texts.batch(), ada, grace)
    await texts.text(await texts.batch(), ada, grace, { number: '020 7946 0018' })
    await school.tick()
    await texts.text(await texts.batch(), ada, grace, { not_before: instant('2026-11-24 06:10') })
    await texts.text(await texts.batch(), ada, grace, { not_before: instant('2026-11-23 16:10') })
    await texts.text(await texts.batch({ queued_at: instant('2026-10-01 10:00') }), ada, grace)
    const { out } = await sms('queue')
    expect(out).toBe(
      [
        '3 queued, 1 sent, 1 failed',
        '',
        'Text  Batch  Pupil  To    State   When                        Segments  Cost  Why',
        '5     5      1      …101  queued  since Thu 2026-10-01 10:00  1         2.4p  from before go-live: never sent',
        '4     4      1      …101  queued  goes Mon 2026-11-23 16:10   1         2.4p  delayed',
        '3     3      1      …101  queued  goes Tue 2026-11-24 07:00   1         2.4p  quiet hours',
        '2     2      1      …018  failed  Mon 2026-11-23 12:00        1         2.4p  it is a landline',
        '1     1      1      …101  sent    Mon 2026-11-23 12:00        1         2.4p',
        '',
      ].join('\n'),
    )
  })

  test('names the run to approve for a batch beyond the limits', async () => {
    const { texts, school, ada, grace, why } = await opened()
    const batch = await texts.batch()
    for (const body of ['1', '2', '3', '4']) await texts.text(batch, ada, grace, { body })
    expect(await why(1)).toEqual([texts.now, 'with the next run'])
    await school.tick()
    expect(await why(1)).toEqual([null, 'beyond the limits (sms.limits); to let it go: pars-auto approve 1'])
  })

  test('says that a text is too late, in the outbox, held, or that the job does not run', async () => {
    const { texts, school, ada, grace, why } = await opened()
    const text = await texts.text(await texts.batch(), ada, grace)
    school.configure('  sms: { shadow: true }', SECTIONS())
    expect(await why(text)).toEqual([null, 'the job sms is in shadow'])
    school.configure('  sms: { enabled: false }', SECTIONS())
    expect((await why(text))[1]).toContain('not among the jobs that are switched on')
    school.configure('  sms: {}', SECTIONS())
    texts.at('2026-11-24 09:00')
    expect(await why(text)).toEqual([null, 'too late: it will expire'])
    texts.at('2026-11-23 12:01')
    await texts.handOver()
    expect(await why(text)).toEqual([null, 'in the outbox'])
    const caution = { reason: 'sms-queue', host: '', detail: 'Held.', since: texts.now }
    await school.add(own('caution'), caution)
    expect(await why(text)).toEqual([null, 'in the outbox: Held.'])
  })

  test('lists those of a batch, of a pupil, in a state, and as many as it is asked to', async () => {
    const { texts, school, ada, grace, sms } = await opened()
    const ben = await school.pupil('Ben')
    const batch = await texts.batch()
    await texts.text(batch, ada, grace)
    await texts.text(batch, ben, null)
    await texts.text(await texts.batch(), ada, grace, { state: 'deleted' })
    const listed = async (...args: string[]) =>
      JSON.parse((await sms('queue', '--json', ...args)).out).texts.map((one: { text: number }) => one.text)
    expect(await listed('--batch', '1')).toEqual([2, 1])
    expect(await listed('--pupil', String(ada))).toEqual([1, 3])
    expect(await listed('--state', 'deleted')).toEqual([3])
    expect((await sms('queue', '-n', '1')).out).toContain('and 2 more: --count 3 shows them all')
    expect((await sms('queue', '--batch', '99')).out).toBe('There is no such text in the queue.\n')
    expect((await sms('queue', '--batch', 'x')).code).toBe(2)
  })

  test('shows no text, no name and no number', async () => {
    const { texts, ada, grace, sms } = await opened()
    await texts.text(await texts.batch(), ada, grace, { body: 'Secret' })
    const { out } = await sms('queue', '--json')
    expect(out + (await sms('queue')).out).not.toMatch(/Secret|7700|Ada|Grace/)
  })
})

describe('sms delete', () => {
  test('takes texts out before they go, says which had gone, and it is recorded who did it', async () => {
    const { texts, school, ada, grace, sms } = await opened()
    const gone = await texts.text(await texts.batch(), ada, grace)
    await school.tick()
    const waits = await texts.text(await texts.batch(), ada, grace)
    const { code, out } = await sms('delete', String(waits), String(gone), '99')
    expect(code).toBe(4)
    expect(out).toBe(
      '1 text deleted.\n1 text left alone: sent already (1).\nThere is no text 99. See: pars-auto sms queue\n',
    )
    await school.tick('2026-11-23 12:01')
    expect(await texts.state(waits)).toBe('deleted')
    expect(texts.sent()).toHaveLength(1)
    const events = await school.rows<{ kind: string; detail: string }>(own('event'), { kind: 'sms-deleted' })
    expect(events[0]!.detail).toContain('texts 2 deleted')
  })

  test('takes out what waits in the outbox as well, and whole batches', async () => {
    const { texts, school, ada, grace, sms } = await opened()
    const batch = await texts.batch()
    await texts.text(batch, ada, grace, { body: '1' })
    await texts.handOver()
    await texts.text(batch, ada, grace, { body: '2' })
    expect(await sms('delete', '--batch', String(batch))).toMatchObject({
      code: 0,
      out: '2 texts deleted.\n',
    })
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toEqual([])
  })

  test('wants to know which', async () => {
    const { sms } = await opened()
    expect((await sms('delete')).code).toBe(2)
    expect((await sms('delete', '1', '--batch', '1')).code).toBe(2)
    expect((await sms('delete', '--batch', '99')).out).toBe('There is no such text in the queue.\n')
  })
})

test('sms delay lets a text wait until a time of the school clock', async () => {
  const { texts, school, ada, grace, sms } = await opened()
  const text = await texts.text(await texts.batch(), ada, grace)
  expect(await sms('delay', String(text), '--until', '16:30')).toMatchObject({
    code: 0,
    out: '1 text delayed until Mon 2026-11-23 16:30.\n',
  })
  await school.tick('2026-11-23 16:29')
  expect(await texts.state(text)).toBe('queued')
  await school.tick('2026-11-23 16:30')
  expect(await texts.state(text)).toBe('sent')
  expect(await sms('delay', String(text), '--until', '17:30')).toMatchObject({ code: 4 })
  expect(await sms('delay', String(text), '--until', '11:30')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is past'),
  })
})

test('sms urgent lets a batch go in the quiet hours at once, and it is recorded who said so', async () => {
  const { texts, school, ada, grace, sms } = await opened()
  texts.at('2026-11-24 06:30')
  const text = await texts.text(await texts.batch(), ada, grace)
  await school.tick()
  expect(await texts.state(text)).toBe('queued')
  expect((await sms('urgent', '--batch', '1')).out).toBe(
    'Batch 1 may go in the parents’ quiet hours. 1 text of it waits.\n',
  )
  await school.tick('2026-11-24 06:31')
  expect(await texts.state(text)).toBe('sent')
  expect(await school.rows(own('event'), { kind: 'sms-urgent' })).toHaveLength(1)
  expect((await sms('urgent', '--batch', '99')).code).toBe(2)
})

describe('sms resolve', () => {
  async function unknown() {
    const opening = await opened()
    const { texts, school, ada, grace } = opening
    const text = await texts.text(await texts.batch(), ada, grace)
    await texts.handOver()
    // The process that was sending it died.
    await school.with((db) =>
      db.run(db.sql(own('outbox')).update({ state: 'unknown', sending_at: texts.now, provider: 'file' })),
    )
    for (const table of ['sms_message', own('sms_text')])
      await school.with((db) => db.run(db.sql(table).update({ state: 'unknown' })))
    return { ...opening, text }
  }

  test('--sent puts it on the contact log', async () => {
    const { texts, sms, text } = await unknown()
    expect((await sms('resolve', String(text), '--sent')).code).toBe(0)
    expect(await texts.state(text)).toMatch(/^sent/)
    expect(await texts.log()).toHaveLength(1)
  })

  test('--not-sent leaves it at that', async () => {
    const { texts, sms, text } = await unknown()
    await sms('resolve', String(text), '--not-sent')
    expect(await texts.state(text)).toMatch(/^failed/)
    expect(await texts.log()).toEqual([])
  })

  test('--again sends it once more, and that is what the queue and the log say', async () => {
    const { texts, sms, text } = await unknown()
    expect((await sms('resolve', String(text), '--again')).code).toBe(0)
    expect(texts.sent()).toHaveLength(1)
    expect(await texts.state(text)).toBe('sent')
    expect(await texts.log()).toHaveLength(1)
  })

  test('takes texts that have left', async () => {
    const { texts, ada, grace, sms } = await opened()
    const text = await texts.text(await texts.batch(), ada, grace)
    expect((await sms('resolve', String(text), '--sent')).err).toContain('has not left the queue')
  })
})

describe('sms send', () => {
  test('queues a text to whoever is called first and can be reached, and shows what it costs', async () => {
    const { texts, school, sms } = await opened()
    const ben = await school.pupil('Ben')
    await texts.contact(ben, { mobile: 'ask Gran first' })
    const gran = await texts.contact(ben, { mobile: '07700 900555' })
    expect(await sms('send', '--pupil', String(ben), '--text', 'Hello £')).toMatchObject({
      code: 0,
      out: 'To …555: 7 characters, GSM-7, 1 segment, 2.4p.\nText 1 is in the queue (batch 1) and goes with the next tick.\n',
    })
    await school.tick('2026-11-23 12:01')
    expect(texts.sent()).toMatchObject([{ number: '+447700900555', text: 'Hello £' }])
    expect(await texts.log()).toMatchObject([{ pupil_id: ben, contact_id: gran }])
  })

  test('takes a number, which belongs to a contact or to nobody', async () => {
    const { school, ada, grace, sms } = await opened()
    await sms('send', '--pupil', String(ada), '--text', 'Hello', '--to', '+44 7700 900101')
    await sms('send', '--pupil', String(ada), '--text', 'Hello', '--to', '07700 900777')
    const rows = await school.rows<{ contact_id: number | null }>('sms_message')
    expect(rows.map(({ contact_id }) => contact_id)).toEqual([grace, null])
    const { code, err } = await sms('send', '--pupil', '1', '--text', 'Hello', '--to', '020 7946 0018')
    expect([code, err]).toEqual([2, '--to: no text can go there: it is a landline.\n'])
  })

  test('queues nothing in a dry run, for an unknown pupil, or what would be too late', async () => {
    const { texts, school, ada, sms } = await opened()
    const send = (...args: string[]) => sms('send', '--pupil', String(ada), '--text', 'Hello', ...args)
    expect((await send('--dry-run')).out).toContain(
      'Dry run: nothing was queued. It would go with the next tick.',
    )
    expect((await sms('send', '--pupil', '99', '--text', 'x')).err).toBe('There is no pupil 99.\n')
    expect((await sms('send', '--pupil', '1', '--text', 'a'.repeat(3000))).err).toContain('segments long')
    texts.at('2026-11-23 22:00')
    expect((await send()).err).toContain('parents’ quiet hours')
    expect(await school.rows('sms_message')).toEqual([])
    expect((await send('--urgent')).code).toBe(0)
    expect((await send('--not-before', '2026-11-24 06:00')).out).toContain('goes Tue 2026-11-24 07:00')
  })

  test('says that nothing goes while the job is not live', async () => {
    const { school, ada, sms } = await opened()
    school.configure('  sms: { shadow: true }', SECTIONS())
    expect((await sms('send', '--pupil', String(ada), '--text', 'Hello')).out).toContain('is not live')
  })
})

describe('sms test', () => {
  test('sends one text now, quiet hours or not', async () => {
    const { texts, sms } = await opened()
    texts.at('2026-11-23 23:00')
    const { code, out } = await sms('test', '07700 900123')
    expect(code).toBe(0)
    expect(out).toMatch(/Sent: file has taken it, and calls it test-[\w-]+\.\n$/)
    expect(texts.sent()).toMatchObject([
      { number: '+447700900123', text: expect.stringContaining('Test School') },
    ])
    expect(await texts.log()).toEqual([])
  })

  test('says what credit is left, where the provider can be asked', async () => {
    const { provider, address, esendex } = (await running(new EsendexServer())).settings
    const { school } = await opened()
    school.configure('  sms: {}', `sms: ${JSON.stringify({ provider, address, esendex })}\n`)
    const { code, out } = await school.run('sms', 'test', '07700 900123')
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nCredit left: 1999 texts\.\n$/),
    })
  })

  test('refuses what is no mobile number, and says when everything is held', async () => {
    const { texts, school, sms } = await opened()
    expect((await sms('test', '020 7946 0018')).err).toBe('No text can go there: it is a landline.\n')
    await school.add(own('caution'), { reason: 'sms-queue', host: '', detail: 'Held.', since: texts.now })
    expect((await sms('test', '07700 900123')).err).toContain('Held. When that is right: pars-auto resume')
  })
})

test('sms replies lists what came in, what it answers, and who asks for no more', async () => {
  const { texts, school, ada, grace, sms } = await opened()
  expect((await sms('replies')).out).toBe('No reply has come in.\n')
  await texts.text(await texts.batch(), ada, grace)
  await texts.run()
  texts.at('2026-11-23 12:05')
  texts.reply('r1', '+447700900101', 'STOP', instant('2026-11-23 12:04'))
  texts.reply('r2', '+447700900777', 'Secret')
  await school.tick()
  const { out } = await sms('replies')
  expect(out).toBe(
    [
      'Reply  Came in               From  Characters  Answers',
      '2      Mon 2026-11-23 12:05  …777  6           nothing',
      '1      Mon 2026-11-23 12:04  …101  4           batch 1, about pupil 1  asks for no more texts',
      '',
    ].join('\n'),
  )
  const unmatched = JSON.parse((await sms('replies', '--unmatched', '--json')).out)
  expect(unmatched).toMatchObject([{ from: '…777', batch: null, pupils: [], stop: false }])
  expect(JSON.stringify(unmatched)).not.toMatch(/Secret|7700/)
})

test('sms is the job still, with its dry run', async () => {
  const { texts, ada, grace, sms } = await opened()
  await texts.text(await texts.batch(), ada, grace)
  expect((await sms('--dry-run')).out).toContain('1  texts handed over to be sent')
  expect((await sms('--help')).out).toContain('queue')
  expect((await sms('nonsense')).code).toBe(2)
})
