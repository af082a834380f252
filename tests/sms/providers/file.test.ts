import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { providerFor } from '../../../src/sms/providers/index.ts'
import { adapter, all, hello, never } from './counterparts.ts'
import { Folder } from './folder.ts'

let folder: Folder

beforeEach(() => {
  folder = new Folder()
})

test('a text is a file by its reference', async () => {
  await adapter(folder, { clock: () => Date.parse('2026-11-23T08:15:00Z') }).send(hello)
  const outgoing = path.join(folder.folder, 'outgoing')
  expect(readdirSync(outgoing)).toEqual(['m1-4f2a.json'])
  expect(JSON.parse(readFileSync(path.join(outgoing, 'm1-4f2a.json'), 'utf8'))).toEqual({
    ...hello,
    sentAt: '2026-11-23T08:15:00.000Z',
  })
})

test('a reference is written once, however often and by however many it is sent', async () => {
  const verdicts = await Promise.all(
    Array.from({ length: 20 }, (_, index) => adapter(folder).send({ ...hello, text: `text ${index}` })),
  )
  expect(verdicts.filter((verdict) => verdict.kind === 'accepted' && !('note' in verdict))).toHaveLength(1)
  expect(folder.accepted).toHaveLength(1)
})

test.each(['../m1', 'a/b', 'a\\b', '.hidden', '', 'm:1'])(
  'a reference %j is no name of a file',
  async (reference) => {
    expect(await adapter(folder).send({ ...hello, reference })).toMatchObject({ kind: 'refused' })
    expect(await adapter(folder).lookUp!(reference)).toBe('not found')
    expect(readdirSync(folder.folder)).toEqual([])
  },
)

test('a folder that cannot be written to stops every text', async () => {
  writeFileSync(path.join(folder.folder, 'outgoing'), 'a file')
  expect(await adapter(folder).send(hello)).toMatchObject({
    kind: 'stop',
    reason: expect.stringMatching(/cannot be written to \(E\w+\): check sms\.file\.folder$/),
  })
  expect(await adapter(folder).lookUp!(hello.reference)).toMatchObject({ kind: 'doubtful' })
})

test('a reply that makes no sense is named after the others were told', async () => {
  folder.receive({ number: '+447700900123', text: 'Thanks', at: '2026-11-23T08:15:00Z' })
  writeFileSync(path.join(folder.folder, 'replies', 'half.json'), '{"number": ')
  const told: string[] = []
  const read = async () => {
    for await (const page of adapter(folder).replies(never)) told.push(...page.map(({ text }) => text))
  }
  await expect(read()).rejects.toThrow('1, the first half.json')
  expect(told).toEqual(['Thanks'])
})

test('other files are left alone', async () => {
  mkdirSync(path.join(folder.folder, 'replies'))
  writeFileSync(path.join(folder.folder, 'replies', 'notes.txt'), 'a note')
  expect(await all(adapter(folder).replies(never))).toEqual([])
})

test.each([
  [{ provider: 'file' }, 'sms.file is not set'],
  [{ provider: 'notify', notify: { templateId: 'x' } }, 'sms.notify.apiKey is not set'],
  [{ provider: 'esendex', esendex: { account: 'EX1', username: 'a' } }, 'sms.esendex.password is not set'],
  [{ provider: 'twilio', twilio: { accountSid: 'AC1', from: '+44' } }, 'sms.twilio.authToken is not set'],
] as const)('without what it needs, %j says which key', (section, message) => {
  const { file: _, ...rest } = folder.settings
  expect(() => providerFor({ ...rest, ...section }, Date.now)).toThrow(message)
})
