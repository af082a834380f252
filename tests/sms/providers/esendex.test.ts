import { beforeEach, expect, test } from 'vitest'
import { adapter, all, hello, never, running } from './counterparts.ts'
import { EsendexServer } from './server-esendex.ts'

let server: EsendexServer

beforeEach(async () => {
  server = await running(new EsendexServer())
})

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

const receive = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    server.receive({ number: '+447700900123', text: `reply ${index}`, at: minutesAgo(1000 - index) }),
  ).reverse()

test('no credit stops every text', async () => {
  server.credit = 0
  expect(await adapter(server).send(hello)).toEqual({
    kind: 'stop',
    reason: 'there is no credit left at Esendex (402)',
  })
})

test('a number that is none is refused, by its code', async () => {
  expect(await adapter(server).send({ ...hello, number: '+44' })).toEqual({
    kind: 'refused',
    reason: 'Esendex refused the number or the text (400, invalid_recipient)',
  })
})

test('a wrong password stops every text', async () => {
  server.password = 'wrong'
  expect(await adapter(server).send(hello)).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining('check sms.esendex'),
  })
})

test('a text that no phone can show is refused before it is sent', async () => {
  for (const text of ['bell \u0007', 'half of an emoji \ud83d']) {
    expect(await adapter(server).send({ ...hello, text })).toMatchObject({ kind: 'refused' })
  }
  expect(server.log).toEqual([])
})

// What is deleted pulls up the rest, past the page that is asked for next.
test.each([1, 9, 60, 120, 250])('loses no reply when %d are deleted between two pages', async (deleted) => {
  const ids = receive(350)
  const told = new Set<string>()
  for await (const page of adapter(server).replies(never)) {
    for (const { id } of page) told.add(id)
    if (told.size === 100) server.delete(...ids.slice(0, deleted))
  }
  const left = new Set([...ids.slice(deleted), ...told])
  expect([...left].filter((id) => !told.has(id))).toEqual([])
})

test('loses no reply when one is deleted at every page', async () => {
  const ids = receive(350)
  const told = new Set<string>()
  const deleted: string[] = []
  for await (const page of adapter(server).replies(never)) {
    for (const { id } of page) told.add(id)
    for (const id of ids.filter((one) => !deleted.includes(one)).slice(0, 15)) {
      server.delete(id)
      deleted.push(id)
    }
  }
  expect(ids.filter((id) => !told.has(id) && !deleted.includes(id))).toEqual([])
})

// As many as there are between the start of one page and that of the next: that one brings nothing new.
test('loses no reply when 90 come in between two pages', async () => {
  const ids = receive(250)
  const told = new Set<string>()
  for await (const page of adapter(server).replies(never)) {
    for (const { id } of page) told.add(id)
    if (told.size !== 100) continue
    for (let more = 0; more < 90; more += 1)
      server.receive({ number: '+447700900123', text: 'new', at: minutesAgo(0) })
  }
  expect(ids.filter((id) => !told.has(id))).toEqual([])
})

test('reads words whose element says more of itself', async () => {
  receive(1)
  const body = '<messagebody><bodytext xml:space="preserve"> Hi </bodytext></messagebody>'
  server.misbehave('none', { status: 200, body })
  expect(await all(adapter(server).replies(never))).toMatchObject([{ text: ' Hi ' }])
})

test('asks for the words of new replies alone', async () => {
  receive(250)
  const since = minutesAgo(760.5)
  const replies = await all(adapter(server).replies(never, since))
  expect(replies.map(({ text }) => text)).toEqual(
    Array.from({ length: 10 }, (_, index) => `reply ${249 - index}`),
  )
  expect(server.log.filter((line) => line.endsWith('/body'))).toHaveLength(10)
})

test('half of a page is no page, wherever it breaks off', async () => {
  const header = '<status>Submitted</status><receivedat>2026-11-23T08:15:00Z</receivedat>'
  const body = `<messageheaders totalcount="2"><messageheader id="1">${header}</messageheader>`
  server.misbehave({ status: 200, body })
  await expect(all(adapter(server).replies(never))).rejects.toThrow('no sense could be made')
})

test('a reply whose words are gone is told as the list has it', async () => {
  const [id] = receive(1)
  server.misbehave('none', { status: 404 })
  expect(await all(adapter(server).replies(never))).toMatchObject([{ id, text: 'reply 0' }])
})

test('an answer that declares entities is not read', async () => {
  const bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><messageheaders>&b;</messageheaders>'
  server.misbehave({ status: 200, body: bomb })
  await expect(all(adapter(server).replies(never))).rejects.toThrow('no sense could be made')
})

test('credit of another account is not ours', async () => {
  const { esendex, ...rest } = server.settings
  const settings = { ...rest, esendex: { ...esendex!, account: 'EX9999999' } }
  await expect(adapter({ settings }).credit!()).rejects.toMatchObject({ passes: false })
})
