import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { expect, it, onTestFinished } from 'vitest'
import { MailChannel } from '../../src/mail/channel.ts'
import { mailContent, mailItem, readContent, readyContent } from '../../src/mail/message.ts'
import { channelTo, item, settings } from './mail.ts'
import { mailServer } from './server.ts'

const reply = mailContent('sms-reply', {
  name: 'Grace Hopper (mother)',
  number: '+447700900123',
  pupils: ['Ada Hopper (7A)'],
  reply: 'Sorry, she is ill',
  repliedAt: 'Monday 23 November 2026 at 14:05',
  sent: null,
  sentAt: null,
  stop: false,
})

it('fills in the template with what was queued, and sends it', async () => {
  const server = await mailServer()
  expect(await channelTo(server.port).send(item({ content: reply }))).toMatchObject({ kind: 'accepted' })
  const [{ mail, from, to }] = server.arrived as [(typeof server.arrived)[0]]
  expect(mail.subject).toBe('A reply to a text, Monday 23 November 2026 at 14:05')
  expect(mail.text).toContain('Sorry, she is ill')
  expect(mail.html).toContain('Grace Hopper (mother)')
  expect(mail.html).toContain('Test School')
  expect({ from, to }).toEqual({ from: 'office@school.example', to: ['ada@school.example'] })
})

it('sends a mail whose words are ready as they are', async () => {
  const server = await mailServer()
  const content = readyContent({ subject: 'Weekly {{lates}}', text: 'See <below>\n' })
  await channelTo(server.port).send(item({ content, recipient: 'a@school.example, b@school.example' }))
  const [{ mail, to }] = server.arrived as [(typeof server.arrived)[0]]
  expect(mail).toMatchObject({ subject: 'Weekly {{lates}}', text: 'See <below>\n', html: false })
  expect(to).toEqual(['a@school.example', 'b@school.example'])
})

it('asks no server for a mail that may not go where it is addressed to', async () => {
  const server = await mailServer()
  const outside = item({ recipient: 'ada@school.example,parent@home.example' })
  expect(await channelTo(server.port).send(outside)).toEqual({
    kind: 'refused',
    reason: 'It may not go to home.example: mails go to school.example (mail.allowedDomains).',
  })
  expect(server.connections).toBe(0)
})

it.each([
  ['text', 'Hello'],
  ['a template that there is not', '{"template":"../../etc","data":{}}'],
  ['a template without all it needs', '{"template":"mail-test","data":{"at":"now"}}'],
  ['words of the wrong kind', '{"subject":["x"],"text":"y"}'],
  ['a file to attach', '{"subject":"x","text":"y","attachments":[{"path":"/etc/passwd"}]}'],
])('refuses %s that stands where a mail should', async (_what, content) => {
  const server = await mailServer()
  expect(await channelTo(server.port).send(item({ content }))).toEqual({
    kind: 'refused',
    reason: 'It is not written as a mail is.',
  })
})

it('refuses a reference that would not be one in a header or a file name', async () => {
  const server = await mailServer()
  for (const reference of ['a b', 'a@b', 'a>\r\nBcc: x@evil.example', '../x', 'a..b', ''])
    expect(await channelTo(server.port).send(item({ reference }))).toMatchObject({ kind: 'refused' })
  expect(() =>
    mailItem({ reference: '../x', title: '', to: [], content: reply, queuedBy: 'schedule' }),
  ).toThrow()
})

it('reads back what it has written, and makes nothing of what its template cannot use', () => {
  expect(readContent(reply)).toMatchObject({ template: 'sms-reply', data: { pupils: ['Ada Hopper (7A)'] } })
  expect(() => mailContent('mail-test', { at: 'now' } as never)).toThrow()
})

/** A folder for mails. */
function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-mails-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return path.join(made, 'mails')
}

const toFolder = (where: string) => new MailChannel(settings({ folder: where }), 'Test School')

it('writes mails to a folder that mail programs can open', async () => {
  const where = folder()
  expect(await toFolder(where).send(item({ content: reply }))).toEqual({
    kind: 'accepted',
    providerId: 'reply-1-office.eml',
  })
  expect(readdirSync(where)).toEqual(['reply-1-office.eml'])
  const mail = await simpleParser(readFileSync(path.join(where, 'reply-1-office.eml')))
  expect(mail).toMatchObject({ messageId: '<reply-1-office@school.example>' })
})

it('replaces no file of the folder: the mail of that reference is there already', async () => {
  const where = folder()
  const channel = toFolder(where)
  await channel.send(item({ content: readyContent({ subject: 'First', text: 'x' }) }))
  const again = item({ content: readyContent({ subject: 'Second', text: 'x' }) })
  expect(await channel.send(again)).toMatchObject({ kind: 'accepted' })
  expect(readdirSync(where)).toEqual(['reply-1-office.eml'])
  expect((await simpleParser(readFileSync(path.join(where, 'reply-1-office.eml')))).subject).toBe('First')
})

it('knows of the folder whether it has a mail', async () => {
  const channel = toFolder(folder())
  expect(await channel.lookUp!(item())).toBe('not found')
  await channel.send(item())
  expect(await channel.lookUp!(item())).toEqual({ kind: 'accepted', providerId: 'reply-1-office.eml' })
})

it('stops when the folder cannot be written', async () => {
  const where = folder()
  writeFileSync(where, 'a file')
  expect(await toFolder(where).send(item())).toMatchObject({
    kind: 'stop',
    reason: expect.stringMatching(/^The folder for mails \(mail\.folder\) cannot be written: E\w+\.$/),
  })
})

it('cannot be asked whether a mail server has a mail', () => {
  expect(channelTo(25).lookUp).toBeUndefined()
})
