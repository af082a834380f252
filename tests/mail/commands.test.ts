import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { expect, it } from 'vitest'
import { TestSchool } from '../school.ts'
import { closedPort, mailServer, no } from './server.ts'

const smtp = (port: number) => `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none }`

const folder = `mail:
  from: Test School <office@school.example>
  folder: mails`

const schoolWith = (mail: string) => TestSchool.open('  refresh-all-years: {}', { rest: mail })

it('mail test sends a mail through the outbox, and says who took it', async () => {
  const server = await mailServer()
  const school = await schoolWith(smtp(server.port))
  const { code, out, err } = await school.run('mail', 'test', 'ada@school.example')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe(
    [
      `Connected to 127.0.0.1:${server.port}, not encrypted, without signing in.`,
      'mails: 1 sent',
      'Sent: the mail server has taken it.',
      'If it does not arrive, look among the junk, and ask whoever runs the mail server.',
      '',
    ].join('\n'),
  )
  const [{ mail }] = server.arrived as [(typeof server.arrived)[0]]
  expect(mail.subject).toBe('A test mail from Test School')
  expect(mail.text).toContain('Mon 2026-11-23 12:00 (Europe/London)')
  expect(await school.rows('auto_outbox')).toMatchObject([{ kind: 'mail', state: 'sent', provider: 'smtp' }])
})

it('mail test writes to the folder where there is one', async () => {
  const school = await schoolWith(folder)
  const { code, out } = await school.run('mail', 'test', 'ada@school.example')
  expect(code).toBe(0)
  const where = path.join(school.folder, 'mails')
  const [file] = readdirSync(where)
  expect(out).toBe(
    `Mails are written to ${where}; no mail server is asked.\nmails: 1 sent\nWritten: ${file}.\n`,
  )
  expect((await simpleParser(readFileSync(path.join(where, file!)))).to).toMatchObject({
    text: 'ada@school.example',
  })
})

it('mail test says what is wrong with the connection, and queues nothing', async () => {
  const port = await closedPort()
  const school = await schoolWith(smtp(port))
  expect(await school.run('mail', 'test', 'ada@school.example')).toEqual({
    code: 1,
    out: '',
    err: `No mail can be sent. 127.0.0.1:${port} refuses connections: see mail.smtp.port; 587 goes with starttls, 465 with tls.\n`,
  })
  expect(await school.rows('auto_outbox')).toEqual([])
})

it('mail test says why the server refused the mail', async () => {
  const server = await mailServer({
    onRcpt: () => {
      throw no(550, '5.1.1 <ada@school.example> is unknown')
    },
  })
  const school = await schoolWith(smtp(server.port))
  const { code, out } = await school.run('mail', 'test', 'ada@school.example')
  expect(code).toBe(1)
  expect(out).toContain('Not sent. The mail server refused the recipient: 550 5.1.1 no such mailbox.\n')
})

it('mail test says that nobody knows when the connection broke', async () => {
  const server = await mailServer({ onMailEnd: (drop) => drop() })
  const school = await schoolWith(smtp(server.port))
  const { code, out } = await school.run('mail', 'test', 'ada@school.example')
  expect(code).toBe(1)
  expect(out).toContain(
    'Nobody knows whether it was sent. The mail server broke off after the mail had been handed over. Once you know: pars-auto mail resolve 1\n',
  )
})

it('mail test sends nowhere but to the domains that are allowed', async () => {
  const school = await schoolWith(folder)
  expect(await school.run('mail', 'test', 'parent@home.example')).toMatchObject({
    code: 2,
    err: 'It may not go to home.example: mails go to school.example (mail.allowedDomains).\n',
  })
  expect(await school.run('mail', 'test', 'ada')).toMatchObject({
    code: 2,
    err: 'A recipient is not a mail address.\n',
  })
})

it('mail test wants a section mail', async () => {
  const school = await schoolWith('')
  expect(await school.run('mail', 'test', 'ada@school.example')).toMatchObject({
    code: 2,
    err: 'The config has no section mail: it says how mails are sent.\n',
  })
})

it('mail test ends the pause that a wrong setting brought about', async () => {
  const port = await closedPort()
  const school = await schoolWith(smtp(port))
  await school.tick()
  await school.add('auto_outbox_channel', {
    kind: 'mail',
    token: null,
    paused_until: '2026-11-23T20:00:00.000Z',
    trouble: 'The login was refused.',
    pauses: 1,
  })
  expect((await school.run('mail', 'queue')).out).toContain(
    'Mails wait until Mon 2026-11-23 20:00. The login was refused.\n',
  )
  const server = await mailServer()
  school.configure('  refresh-all-years: {}', smtp(server.port))
  expect(await school.run('mail', 'test', 'ada@school.example')).toMatchObject({ code: 0 })
  expect((await school.run('mail', 'queue')).out).not.toContain('Mails wait')
})

it('mail test sends nothing while a caution stands', async () => {
  const school = await schoolWith(folder)
  await school.tick()
  await school.add('auto_caution', {
    reason: 'clocks-differ',
    host: '',
    detail: 'The clocks differ.',
    since: '2026-11-23T12:00:00.000Z',
  })
  expect(await school.run('mail', 'test', 'ada@school.example')).toMatchObject({
    code: 1,
    err: 'Nothing leaves the school: The clocks differ. When that is right: pars-auto resume\n',
  })
})

async function withMails() {
  const school = await schoolWith(folder)
  await school.tick()
  const mail = (reference: string, row: object) =>
    school.add('auto_outbox', {
      kind: 'mail',
      reference,
      job: 'sms',
      queued_by: 'schedule',
      title: 'Reply to a text',
      recipient: 'jane.smith@school.example',
      content: '{"subject":"Secret","text":"Secret"}',
      state: 'queued',
      reason: null,
      state_at: '2026-11-23T12:00:00.000Z',
      queued_at: '2026-11-23T12:00:00.000Z',
      due_at: '2026-11-23T12:00:00.000Z',
      not_after: null,
      tries: 0,
      ...row,
    })
  await mail('r1', { state: 'sent', provider: 'smtp', provider_id: 'ABC' })
  await mail('r2', {
    tries: 2,
    reason: 'The mail server put it off (451).',
    due_at: '2026-11-23T12:05:00.000Z',
    recipient: 'jane.smith@school.example,bob@school.example',
  })
  await mail('r3', { state: 'unknown', reason: 'The mail server broke off.' })
  await mail('t1', { kind: 'sms', recipient: '+447700900123' })
  return school
}

it('mail queue lists the mails with their state and why, and shows no more of an address than its domain', async () => {
  const { code, out } = await (await withMails()).run('mail', 'queue')
  expect(code).toBe(0)
  expect(out).toBe(
    [
      'Mail  State    Since                 To                           What',
      '3     unknown  Mon 2026-11-23 12:00  …@school.example             Reply to a text  The mail server broke off.',
      '2     queued   Mon 2026-11-23 12:00  …@school.example and 1 more  Reply to a text  The mail server put it off (451). Next try: Mon 2026-11-23 12:05.',
      '1     sent     Mon 2026-11-23 12:00  …@school.example             Reply to a text',
      'Of an unknown one nobody knows whether it was sent. Once you do: pars-auto mail resolve',
      '',
    ].join('\n'),
  )
})

it('mail queue lists those of one state, and as many as it is asked to', async () => {
  const school = await withMails()
  expect((await school.run('mail', 'queue', '--state', 'sent')).out).toMatch(/^Mail.*\n1 {5}sent.*\n$/)
  expect((await school.run('mail', 'queue', '--state', 'failed')).out).toBe('No mail is failed.\n')
  expect((await school.run('mail', 'queue', '-n', '1')).out).toMatch(
    /^Mail.*\n3 .*\nand 2 more: --count 3 shows them all\nOf an unknown.*\n$/,
  )
  expect((await school.run('mail', 'queue', '--state', 'lost')).code).toBe(2)
})

it('mail queue says the same as JSON, without words, names or addresses', async () => {
  const { out } = await (await withMails()).run('mail', 'queue', '--json')
  const [unknown, queued] = JSON.parse(out)
  expect(unknown).toMatchObject({ item: 3, state: 'unknown', to: ['…@school.example'] })
  expect(queued).toMatchObject({ item: 2, tries: 2, to: ['…@school.example', '…@school.example'] })
  expect(out).not.toMatch(/Secret|smith|bob|4477/)
})

it('mail queue of a school without mails says so', async () => {
  expect((await (await schoolWith(folder)).run('mail', 'queue')).out).toBe('There are no mails.\n')
})

it('mail resolve takes a person’s word for what became of a mail', async () => {
  const school = await withMails()
  expect((await school.run('mail', 'resolve', '3')).code).toBe(2)
  expect(await school.run('mail', 'resolve', '3', '--sent')).toMatchObject({
    code: 0,
    out: 'Item 3: sent.\n',
  })
  expect(await school.rows('auto_outbox', { id: 3 })).toMatchObject([{ state: 'sent' }])
  expect((await school.run('mail', 'resolve', '3', '--not-sent')).err).toContain('there is nothing to decide')
})

it('mail resolve --again sends it as a new mail with a name of its own', async () => {
  const school = await withMails()
  expect((await school.run('mail', 'resolve', '3', '--again')).out).toContain(
    'Item 3 is sent again as item 5.\n',
  )
  const [sent] = readdirSync(path.join(school.folder, 'mails')).filter((file) => file.startsWith('r3'))
  const mail = await simpleParser(readFileSync(path.join(school.folder, 'mails', sent!)))
  expect(mail.messageId).toBe('<r3-2@school.example>')
})

it('mail resolve decides about mails only', async () => {
  const school = await withMails()
  expect(await school.run('mail', 'resolve', '4', '--sent')).toMatchObject({
    code: 2,
    err: 'Item 4 is none of the mails. See: pars-auto outbox show 4\n',
  })
})
