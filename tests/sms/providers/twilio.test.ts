import { beforeEach, expect, test } from 'vitest'
import { adapter, all, hello, never, running } from './counterparts.ts'
import { TwilioServer } from './server-twilio.ts'

let server: TwilioServer

beforeEach(async () => {
  server = await running(new TwilioServer())
})

test('a parent who replied STOP gets no text, and the school is told', async () => {
  server.stopped.push(hello.number)
  expect(await adapter(server).send(hello)).toEqual({
    kind: 'refused',
    reason: 'the receiver has replied STOP, and gets no more texts (Twilio, 21610)',
  })
})

test('a number that is none is refused', async () => {
  expect(await adapter(server).send({ ...hello, number: '+44' })).toEqual({
    kind: 'refused',
    reason: 'the number is not valid (Twilio, 21211)',
  })
})

test('a code that we do not know refuses this text alone', async () => {
  server.misbehave({ status: 400, body: '{"code":29999,"message":"+447700900123"}' })
  expect(await adapter(server).send(hello)).toEqual({
    kind: 'refused',
    reason: 'Twilio refused the number or the text (400, 29999)',
  })
})

test('a sender that is not ours stops every text', async () => {
  const { twilio, ...rest } = server.settings
  const settings = { ...rest, twilio: { ...twilio!, from: '+447700900999' } }
  expect(await adapter({ settings }).send(hello)).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining('check sms.twilio.from (21659)'),
  })
})

// https://twilio.com/docs/api/errors/21659: the same code says that a sender is not for the country of the receiver.
test.each([21606, 21659])(
  'a sender that is none for another country (%i) stops no text at home',
  async (code) => {
    const provider = adapter(server)
    server.misbehave({ status: 400, body: `{"code":${code}}` }, { status: 400, body: `{"code":${code}}` })
    expect(await provider.send({ ...hello, number: '+48512345678' })).toEqual({
      kind: 'refused',
      reason: `the sender cannot send texts to that country (Twilio, ${code})`,
    })
    expect(await provider.send(hello)).toMatchObject({ kind: 'stop' })
  },
)

test.each([
  ['a full queue of the sender', 21611],
  ['maintenance', 21730],
])('texts wait for %s (%i)', async (_what, code) => {
  server.misbehave({ status: 400, body: `{"code":${code}}` })
  expect(await adapter(server).send(hello)).toMatchObject({
    kind: 'stop',
    reason: `Twilio takes no more texts for now (${code})`,
  })
})

test('a wrong token stops every text, and names its key', async () => {
  server.token = 'wrong'
  const provider = adapter(server)
  expect(await provider.send(hello)).toEqual({
    kind: 'stop',
    reason:
      'Twilio does not accept the login (401, 20003): check sms.twilio.accountSid and sms.twilio.authToken',
  })
  await expect(all(provider.replies(never))).rejects.toMatchObject({ passes: false })
  await expect(provider.credit!()).rejects.toMatchObject({ passes: false })
})

test('a messaging service can be the sender', async () => {
  server.from = `MG${'0'.repeat(32)}`
  expect(await adapter(server).send(hello)).toMatchObject({ kind: 'accepted' })
})

test('texts that went out are no replies, and replies no texts', async () => {
  const provider = adapter(server)
  await provider.send(hello)
  const reply = server.receive({ number: hello.number, text: 'Thanks', at: new Date().toISOString() })
  expect((await all(provider.replies(never))).map(({ id }) => id)).toEqual([reply])
  expect((await all(provider.receipts(never))).map(({ id }) => id)).toEqual([server.accepted[0]?.id])
})

test('a picture without words is a reply', async () => {
  const provider = adapter(server)
  server.receive({ number: hello.number, text: null as unknown as string, at: new Date().toISOString() })
  expect(await all(provider.replies(never))).toMatchObject([{ text: '' }])
})

test.each([
  'https://elsewhere.example/2010-04-01/Messages.json',
  '//elsewhere.example/Messages.json',
  '/2010-04-01/Accounts/AC1/Messages.json',
])('a next page at %s is not asked for: the login would go with it', async (next) => {
  server.misbehave({ status: 200, body: JSON.stringify({ messages: [], next_page_uri: next }) })
  await expect(all(adapter(server).replies(never))).rejects.toThrow('no sense could be made')
  expect(server.log).toHaveLength(1)
})

test('a list that leads back to a page is noticed', async () => {
  const path = `/2010-04-01/Accounts/${server.settings.twilio!.accountSid}/Messages.json?PageToken=PASM1`
  const same = { status: 200, body: JSON.stringify({ messages: [], next_page_uri: path }) }
  server.misbehave(same, same, same)
  await expect(all(adapter(server).replies(never))).rejects.toThrow('goes in circles')
})
