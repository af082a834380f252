import { beforeEach, describe, expect, test } from 'vitest'
import { providerFor } from '../../../src/sms/providers/index.ts'
import { adapter, all, hello, never, running } from './counterparts.ts'
import { NotifyServer } from './server-notify.ts'

let server: NotifyServer

beforeEach(async () => {
  server = await running(new NotifyServer())
})

const refusal = (status: number, error: string, message = '') => ({
  status,
  body: JSON.stringify({ status_code: status, errors: [{ error, message }] }),
})

describe('the clock of this machine', () => {
  test.each([-40, 40, -86_400])('is %d s off: texts go all the same, many at once', async (seconds) => {
    const provider = adapter(server, { clock: () => Date.now() + seconds * 1000 })
    const texts = Array.from({ length: 20 }, (_, index) => ({ ...hello, reference: `m${index}` }))
    const verdicts = await Promise.all(texts.map((text) => provider.send(text)))
    expect(verdicts.map(({ kind }) => kind)).toEqual(texts.map(() => 'accepted'))
    expect(server.accepted).toHaveLength(20)
    // What was learnt is kept.
    const asked = server.log.length
    await provider.send(hello)
    expect(server.log).toHaveLength(asked + 1)
    expect(await all(provider.replies(never))).toEqual([])
  })

  test('is put right meanwhile', async () => {
    let off = 40_000
    const provider = adapter(server, { clock: () => Date.now() + off })
    await provider.send(hello)
    off = 0
    expect(await provider.send(hello)).toMatchObject({ kind: 'accepted' })
  })

  test('is named where the server does not say what the time is', async () => {
    server.clock = () => Date.now() - 40_000
    const provider = adapter(server)
    const message = 'Error: Your system clock must be accurate to within 30 seconds'
    server.misbehave({ ...refusal(403, 'AuthError', message), headers: { date: '' } })
    expect(await provider.send(hello)).toMatchObject({
      kind: 'stop',
      reason: expect.stringContaining('set the clock of this machine right'),
    })
  })

  test('is right, and the key is wrong: asks once, and says so', async () => {
    server.secret = '00000000-8d35-48ac-975b-e847b4f122b0'
    const verdict = await adapter(server).send(hello)
    expect(verdict).toEqual({
      kind: 'stop',
      reason: 'GOV.UK Notify does not accept the login (403, AuthError): check sms.notify.apiKey',
    })
    expect(server.log).toHaveLength(1)
  })
})

describe('what GOV.UK Notify refuses', () => {
  test('is a number, by its error', async () => {
    expect(await adapter(server).send({ ...hello, number: '+44770' })).toEqual({
      kind: 'refused',
      reason: 'GOV.UK Notify refused the number or the text (400, InvalidPhoneError)',
    })
  })

  test('is every text, while the service is on trial', async () => {
    server.trial = true
    expect(await adapter(server).send(hello)).toMatchObject({ kind: 'stop' })
  })

  test('is every text, where the template is not theirs', async () => {
    const { notify, ...rest } = server.settings
    const settings = { ...rest, notify: { ...notify!, templateId: '00000000-2a88-4f6e-b855-c550268ce08a' } }
    expect(await adapter({ settings }).send(hello)).toMatchObject({
      kind: 'stop',
      reason: expect.stringContaining('check sms.notify'),
    })
  })

  // https://github.com/alphagov/notifications-api/blob/main/app/notifications/validators.py and process_notifications.py
  test.each(['Missing personalisation: message', 'Service is not allowed to send text messages'])(
    'is every text alike: %s',
    async (message) => {
      server.misbehave(refusal(400, 'BadRequestError', message))
      expect(await adapter(server).send(hello)).toMatchObject({
        kind: 'stop',
        reason: expect.stringContaining('check sms.notify'),
      })
    },
  )

  test('is more than 3,000 a minute', async () => {
    server.misbehave(refusal(429, 'RateLimitError'))
    expect(await adapter(server).send(hello)).toMatchObject({ kind: 'stop', retryAfter: 60_000 })
  })

  test('is more than the texts of a day, which ends at midnight UTC', async () => {
    const provider = adapter(server, { clock: () => Date.parse('2026-11-23T22:30:00Z') })
    server.misbehave(refusal(429, 'TooManyRequestsError'))
    expect(await provider.send(hello)).toMatchObject({ kind: 'stop', retryAfter: 90 * 60_000 })
  })

  test('is more than the texts abroad of a day: those at home go on', async () => {
    server.misbehave(refusal(429, 'TooManyRequestsError'))
    expect(await adapter(server).send({ ...hello, number: '+48512345678' })).toMatchObject({ kind: 'later' })
  })
})

test('a template that says something else is noticed', async () => {
  server.template = 'Riverside: ((text))'
  expect(await adapter(server).send(hello)).not.toHaveProperty('note')
  server.template = 'Your appointment is due.'
  expect(await adapter(server).send(hello)).toMatchObject({
    kind: 'accepted',
    note: expect.stringContaining('((text))'),
  })
})

test('a text in doubt is found by its reference', async () => {
  const provider = adapter(server, { patience: 600 })
  server.misbehave('silent after')
  expect(await provider.send(hello)).toMatchObject({ kind: 'doubtful' })
  expect(await provider.lookUp!(hello.reference)).toMatchObject({ kind: 'accepted' })
})

test('a text that cannot be asked for stays in doubt', async () => {
  const provider = adapter(server)
  for (const trouble of [
    { status: 500 },
    { status: 403 },
    { status: 400 },
    'reset before',
    'nonsense',
  ] as const) {
    server.misbehave(trouble)
    expect(await provider.lookUp!(hello.reference)).toMatchObject({ kind: 'doubtful' })
  }
})

test('replies older than a week are not kept', async () => {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString()
  server.receive({ number: hello.number, text: 'six', at: days(6) })
  server.receive({ number: hello.number, text: 'eight', at: days(8) })
  expect((await all(adapter(server).replies(never))).map(({ text }) => text)).toEqual(['six'])
})

test('dates without a zone, as the documentation writes them, are in UTC', async () => {
  const row = { id: 'b51f638b', user_number: '447700900123', content: 'Hi' }
  const body = { received_text_messages: [{ ...row, created_at: '2026-11-23 9:39:16.123346' }] }
  server.misbehave({ status: 200, body: JSON.stringify(body) })
  expect(await all(adapter(server).replies(never))).toMatchObject([
    { receivedAt: '2026-11-23T09:39:16.123Z' },
  ])
})

test('a list that never ends is noticed', async () => {
  const row = {
    id: 'b51f638b',
    user_number: '447700900123',
    content: 'Hi',
    created_at: '2026-11-23T09:39:16Z',
  }
  const same = { status: 200, body: JSON.stringify({ received_text_messages: [row] }) }
  server.misbehave(same, same, same)
  await expect(all(adapter(server).replies(never))).rejects.toThrow('goes in circles')
})

test('a key in another form is advice, not a crash', () => {
  const settings = { ...server.settings, notify: { apiKey: 'secret', templateId: 'x' } }
  expect(() => providerFor(settings, Date.now)).toThrow('sms.notify.apiKey is no API key')
})
