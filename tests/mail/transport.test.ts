import { expect, it, onTestFinished, vi } from 'vitest'
import type { Letter } from '../../src/mail/compose.ts'
import { type SmtpSettings, SmtpTransport } from '../../src/mail/smtp.ts'
import { closedPort, mailServer, no, rudeServer, silence, smtpTo, trust } from './server.ts'

const letter = (reference = 'm1', to = ['ada@school.example']): Letter => ({
  reference,
  envelope: { from: 'office@school.example', to },
  bytes: Buffer.from(`Subject: ${reference}\r\n\r\nHello\r\n`),
})

function transportTo(smtp: SmtpSettings, trusted = trust): SmtpTransport {
  const transport = new SmtpTransport(smtp, trusted)
  onTestFinished(() => transport.close())
  return transport
}

const fast = { timeout: 150 }

const polite = (line: string) => {
  if (line.startsWith('EHLO')) return '250 rude.example\r\n'
  if (/^(MAIL|RCPT)/.test(line)) return '250 ok\r\n'
  return line === 'DATA' ? '354 go on\r\n' : undefined
}

it('hands over a mail, and remembers what the server calls it', async () => {
  const server = await rudeServer('220 rude.example\r\n', (line) =>
    line === '.' ? '250 2.0.0 Ok: queued as 4F9D195432C\r\n' : polite(line),
  )
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'accepted',
    providerId: '4F9D195432C',
  })
  expect(server.lines.slice(1)).toEqual([
    'MAIL FROM:<office@school.example>',
    'RCPT TO:<ada@school.example>',
    'DATA',
    'Subject: m1',
    '',
    'Hello',
    '.',
  ])
})

it('keeps its connection for the next mail', async () => {
  const server = await mailServer()
  const transport = transportTo(smtpTo(server.port))
  for (const one of ['m1', 'm2', 'm3'])
    expect(await transport.send(letter(one))).toMatchObject({ kind: 'accepted' })
  expect(server.arrived).toHaveLength(3)
  expect(server.connections).toBe(1)
})

it('takes a new connection when the server has dropped the one it kept', async () => {
  const server = await mailServer()
  const transport = transportTo(smtpTo(server.port))
  await transport.send(letter('m1'))
  server.drop()
  expect(await transport.send(letter('m2'))).toMatchObject({ kind: 'accepted' })
  expect(server.arrived.map(({ mail }) => mail.subject)).toEqual(['m1', 'm2'])
  expect(server.connections).toBe(2)
})

it('takes a new connection when the server says on the kept one that it has served enough', async () => {
  let mails = 0
  const server = await mailServer({
    onMail: () => {
      mails += 1
      if (mails === 2) throw no(421, '4.7.0 Too many mails on this connection')
    },
  })
  const transport = transportTo(smtpTo(server.port))
  await transport.send(letter('m1'))
  expect(await transport.send(letter('m2'))).toMatchObject({ kind: 'accepted' })
  expect(server.connections).toBe(2)
})

it('stops when nobody listens, and names the server and the setting', async () => {
  const port = await closedPort()
  expect(await transportTo(smtpTo(port)).send(letter())).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${port} refuses connections: see mail.smtp.port; 587 goes with starttls, 465 with tls.`,
  })
})

it('stops when there is no such host', async () => {
  const verdict = await transportTo({ ...smtpTo(25), host: 'mail.invalid' }).send(letter())
  expect(verdict).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining('There is no host mail.invalid'),
  })
})

it('stops when the server takes the connection and says nothing', async () => {
  const server = await rudeServer('', () => undefined)
  expect(await transportTo(smtpTo(server.port, fast)).send(letter())).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining('took the connection and said nothing'),
  })
})

it('stops when the server wants nobody, and comes back in a minute when it is only busy', async () => {
  const closed = await mailServer({
    onConnect: () => {
      throw no(554, '5.7.1 Your address is on a list')
    },
  })
  expect(await transportTo(smtpTo(closed.port)).send(letter())).toEqual({
    kind: 'stop',
    reason: expect.stringMatching(/takes no mail from this computer \(554 .*Your address is on a list\)\.$/),
  })
  const busy = await mailServer({
    onConnect: () => {
      throw no(421, '4.7.0 Try again later')
    },
  })
  expect(await transportTo(smtpTo(busy.port)).send(letter())).toMatchObject({
    kind: 'stop',
    retryAfter: 60_000,
  })
})

it('puts a mail off that is greylisted, and the server takes it at the next try', async () => {
  let tries = 0
  const server = await mailServer({
    onRcpt: () => {
      tries += 1
      if (tries === 1) throw no(451, '4.7.1 Greylisted, please try again in 300 seconds')
    },
  })
  const transport = transportTo(smtpTo(server.port))
  expect(await transport.send(letter())).toEqual({
    kind: 'later',
    reason: 'The mail server put the recipient off (451 4.7.1).',
  })
  expect(await transport.send(letter())).toMatchObject({ kind: 'accepted' })
})

it('gives up on a recipient who does not exist, and repeats no word in which the address may stand', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      throw no(550, `5.1.1 <${address}>: Recipient address rejected`)
    },
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'refused',
    reason: 'The mail server refused the recipient: 550 5.1.1 no such mailbox.',
  })
})

it('says how many of the recipients were refused when the others were not', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      if (address.startsWith('gone')) throw no(550, '5.1.1 No such user')
    },
  })
  const to = [
    'a@school.example',
    'gone@school.example',
    'b@school.example',
    'c@school.example',
    'd@school.example',
  ]
  expect(await transportTo(smtpTo(server.port)).send(letter('m1', to))).toMatchObject({
    kind: 'accepted',
    note: '1 of 5 recipients refused: 550 5.1.1 no such mailbox.',
  })
  expect(server.arrived[0]!.to).toHaveLength(4)
})

it('tries a mail again when one of the recipients is only put off, and nobody else was accepted', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      throw address.startsWith('gone') ? no(550, '5.1.1 No such user') : no(452, '4.2.2 Over quota')
    },
  })
  const verdict = await transportTo(smtpTo(server.port)).send(
    letter('m1', ['gone@school.example', 'b@school.example']),
  )
  expect(verdict).toEqual({
    kind: 'later',
    reason: 'The mail server put all 2 recipients off (452 4.2.2 the mailbox is full).',
  })
})

it('stops when the sender is refused: no other mail would fare better', async () => {
  const server = await mailServer({
    onMail: () => {
      throw no(550, '5.7.1 Sender <office@school.example> not allowed')
    },
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} does not take mail from the address in mail.from (550 5.7.1 Sender … not allowed).`,
    retryAfter: 1_800_000,
  })
})

it('stops when Exchange says after the mail that the account may not send as mail.from', async () => {
  const server = await mailServer({
    onMailEnd: () => {
      throw no(554, '5.2.252 SendAsDenied; scan@school.example not allowed to send as office@school.example')
    },
  })
  const verdict = await transportTo(smtpTo(server.port)).send(letter())
  expect(verdict).toMatchObject({ kind: 'stop', reason: expect.stringContaining('the address in mail.from') })
  expect(JSON.stringify(verdict)).not.toContain('scan@')
})

it.each([
  [554, '5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message'],
  [
    554,
    '5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionQuotaExceeded',
  ],
  [550, '5.2.253 Sender throttled due to continuous invalid license errors.'],
  [550, '5.4.5 Daily user sending limit exceeded'],
])('stops when the account may send no more: %i %s', async (number, words) => {
  const server = await mailServer({
    onMailEnd: () => {
      throw no(number, words)
    },
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining(words.slice(0, 20)),
    retryAfter: 1_800_000,
  })
})

it('puts off the one recipient to whom Postfix does not relay yet: the others get theirs', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      throw no(454, `4.7.1 <${address}>: Relay access denied`)
    },
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'later',
    reason: 'The mail server put the recipient off (454 4.7.1).',
  })
})

it('gives up no mail for half a refusal', async () => {
  const server = await rudeServer('220 rude.example\r\n', (line, socket) => {
    if (!line.startsWith('MAIL')) return polite(line)
    socket.end('554 5.7.1 Too many')
    return undefined
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toMatchObject({ kind: 'later' })
})

it.each([
  [
    550,
    '5.7.1 Spam',
    { kind: 'refused', reason: 'The mail server refused it (550 5.7.1 it may not be sent there).' },
  ],
  [
    552,
    '5.3.4 Too big',
    {
      kind: 'refused',
      reason: 'It is larger than the mail server takes (552 5.3.4): set mail.maxSize to less than that.',
    },
  ],
  [451, '4.3.0 Later', { kind: 'later', reason: 'The mail server put it off (451 4.3.0).' }],
  [
    432,
    '4.3.2 Slow down',
    { kind: 'stop', reason: 'The mail server is busy (432 4.3.2).', retryAfter: 60_000 },
  ],
  [
    421,
    '4.3.2 Closing',
    { kind: 'stop', reason: 'The mail server is busy (421 4.3.2).', retryAfter: 60_000 },
  ],
])('believes a %i after the mail', async (number, words, verdict) => {
  const server = await mailServer({
    onMailEnd: () => {
      throw no(number, words)
    },
  })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual(verdict)
})

it('refuses a mail that is larger than the server says it takes, before any of it goes', async () => {
  const server = await mailServer({}, { size: 10 })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'refused',
    reason: 'It is larger than the mail server takes, which is 1KB: set mail.maxSize to less than that.',
  })
})

it('does not know what became of a mail when the connection breaks after its end', async () => {
  const server = await mailServer({ onMailEnd: (drop) => drop() })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'doubtful',
    reason: 'The mail server broke off after the mail had been handed over.',
  })
})

it('does not know what became of it when the server never answers its end', async () => {
  const server = await mailServer({ onMailEnd: () => silence })
  expect(await transportTo(smtpTo(server.port, fast)).send(letter())).toEqual({
    kind: 'doubtful',
    reason: 'The mail server did not answer after the mail had been handed over.',
  })
})

it('does not send it again over another connection when the kept one breaks after its end', async () => {
  let mails = 0
  const server = await mailServer({
    onMailEnd: (drop) => {
      mails += 1
      if (mails > 1) drop()
    },
  })
  const transport = transportTo(smtpTo(server.port))
  await transport.send(letter('m1'))
  expect(await transport.send(letter('m2'))).toMatchObject({ kind: 'doubtful' })
  expect(mails).toBe(2)
})

it('is certain that nothing was taken when the connection breaks before the mail', async () => {
  const server = await mailServer({ onRcpt: (_address, drop) => drop() })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toEqual({
    kind: 'later',
    reason: 'The mail server broke off before the mail was handed over.',
  })
  const silent = await mailServer({ onRcpt: () => silence })
  expect(await transportTo(smtpTo(silent.port, fast)).send(letter())).toMatchObject({ kind: 'later' })
})

it.each([
  ['an answer that is none', 'thanks a lot\r\n'],
  ['half an answer', '25'],
  ['half a refusal', '554 no'],
  ['a number that fits nothing', '354 go on\r\n'],
])('does not trust %s to the end of a mail', async (_what, said) => {
  const server = await rudeServer('220 rude.example\r\n', (line, socket) => {
    if (line !== '.') return polite(line)
    socket.end(said)
    return undefined
  })
  expect(await transportTo(smtpTo(server.port, fast)).send(letter())).toMatchObject({ kind: 'doubtful' })
})

it('does not take an early yes to DATA for a yes to the mail', async () => {
  // A reply too many, from then on every answer is one too early.
  const server = await rudeServer('220 rude.example\r\n', (line) =>
    line.startsWith('RCPT') ? '250 ok\r\n250 ok\r\n' : line === '.' ? '550 refused\r\n' : polite(line),
  )
  expect(await transportTo(smtpTo(server.port, fast)).send(letter())).toMatchObject({ kind: 'doubtful' })
})

it('leaves a server in the end that always says a little', async () => {
  const server = await rudeServer('220 rude.example\r\n', (line, socket) => {
    if (line !== '.') return polite(line)
    const timer = setInterval(() => socket.write('250-still busy\r\n'), 20)
    socket.on('close', () => clearInterval(timer))
    return undefined
  })
  const transport = transportTo(smtpTo(server.port, fast))
  const before = Date.now()
  expect(await transport.send(letter())).toMatchObject({ kind: 'doubtful' })
  expect(Date.now() - before).toBeLessThan(transport.patience + 500)
})

it('sends nothing any more once its time is over', async () => {
  let mails = 0
  const server = await mailServer({
    onMail: () => {
      mails += 1
      return mails === 2 ? silence : undefined
    },
  })
  const transport = transportTo(smtpTo(server.port))
  await transport.send(letter('m1'))
  Object.assign(transport, { patience: 100 })
  expect(await transport.send(letter('m2'))).toMatchObject({ kind: 'later' })
  // It found its kept connection gone, and would take another.
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(server.arrived.map(({ mail }) => mail.subject)).toEqual(['m1'])
})

it('sends nothing any more when the machine slept while it connected', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const server = await mailServer({ onConnect: () => void vi.setSystemTime(Date.now() + 3_600_000) })
  expect(await transportTo(smtpTo(server.port)).send(letter())).toMatchObject({ kind: 'later' })
  expect(server.arrived).toEqual([])
})

it('sends two mails side by side over two connections', async () => {
  const server = await mailServer()
  const transport = transportTo(smtpTo(server.port))
  const verdicts = await Promise.all([transport.send(letter('m1')), transport.send(letter('m2'))])
  expect(verdicts.map(({ kind }) => kind)).toEqual(['accepted', 'accepted'])
  expect(server.connections).toBe(2)
  expect(transport.concurrency).toBe(2)
})
