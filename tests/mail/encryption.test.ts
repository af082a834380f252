import { expect, it, onTestFinished } from 'vitest'
import { type SmtpSettings, SmtpTransport, type Trust } from '../../src/mail/smtp.ts'
import { certificate, mailServer, rudeServer, smtpTo, trust } from './server.ts'

const letter = {
  reference: 'm1',
  envelope: { from: 'office@school.example', to: ['ada@school.example'] },
  bytes: Buffer.from('Subject: Hello\r\n\r\nHello\r\n'),
}

function send(smtp: SmtpSettings, trusted: Trust | undefined = trust) {
  const transport = new SmtpTransport(smtp, trusted)
  onTestFinished(() => transport.close())
  return transport.send(letter)
}

it('encrypts before it says anything, as starttls wants', async () => {
  const server = await mailServer({}, { disabledCommands: ['AUTH'] })
  expect(await send(smtpTo(server.port, { security: 'starttls' }))).toMatchObject({ kind: 'accepted' })
  expect(server.arrived[0]!.encrypted).toBe(true)
})

it('encrypts from the start with tls', async () => {
  const server = await mailServer({}, { secure: true, disabledCommands: ['AUTH'] })
  expect(await send(smtpTo(server.port, { security: 'tls' }))).toMatchObject({ kind: 'accepted' })
  expect(server.arrived[0]!.encrypted).toBe(true)
})

it('sends nothing in the clear when the server offers no encryption', async () => {
  const server = await mailServer()
  const { port } = server
  expect(await send(smtpTo(port, { security: 'starttls' }))).toEqual({
    kind: 'stop',
    reason: expect.stringMatching(
      new RegExp(
        `^127\\.0\\.0\\.1:${port} offers no encryption \\(.*50\\d.*\\): see mail\\.smtp\\.security\\.$`,
      ),
    ),
  })
  expect(server.arrived).toEqual([])
})

it('says nothing of the mail or the login to one in the middle who cuts STARTTLS out of the offer', async () => {
  const server = await rudeServer('220 middle\r\n', (line) =>
    line === 'STARTTLS' ? '220 go on\r\n250 injected\r\n' : '250 middle\r\n',
  )
  const smtp = smtpTo(server.port, { security: 'starttls', user: 'scan', password: 'geheim', timeout: 200 })
  expect(await send(smtp)).toMatchObject({ kind: 'stop' })
  expect(server.lines.slice(0, 2)).toEqual([expect.stringMatching(/^EHLO/), 'STARTTLS'])
  expect(server.lines.join('\n')).not.toMatch(/MAIL|AUTH|office/)
})

it('trusts no certificate that signs itself', async () => {
  const server = await mailServer({}, { disabledCommands: ['AUTH'] })
  const { port } = server
  expect(await send(smtpTo(port, { security: 'starttls' }), { ca: '' })).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${port}: its certificate is not from an authority that this computer trusts: for one of your own, set NODE_EXTRA_CA_CERTS to its file.`,
  })
  expect(server.arrived).toEqual([])
})

it('trusts no certificate of another name', async () => {
  const elsewhere = certificate('elsewhere')
  const options = { ...elsewhere, disabledCommands: ['AUTH'] }
  for (const [security, secure] of [
    ['starttls', false],
    ['tls', true],
  ] as const) {
    const server = await mailServer({}, { ...options, secure })
    expect(await send(smtpTo(server.port, { security }), { ca: elsewhere.cert })).toEqual({
      kind: 'stop',
      reason: `127.0.0.1:${server.port}: its certificate is for another name: see mail.smtp.host.`,
    })
    expect(server.arrived).toEqual([])
  }
})

it('says which setting is wrong when tls meets a server that wants starttls', async () => {
  const server = await mailServer({}, { disabledCommands: ['AUTH'] })
  expect(await send(smtpTo(server.port, { security: 'tls' }))).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} does not speak TLS from the start: port 587 wants security: starttls.`,
  })
})

it('says which setting is wrong when starttls meets a server that wants tls', async () => {
  const server = await mailServer({}, { secure: true, disabledCommands: ['AUTH'] })
  expect(await send(smtpTo(server.port, { security: 'starttls', timeout: 300 }))).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} took the connection and said nothing: port 465 wants security: tls.`,
  })
})

it.each(['starttls', 'tls'] as const)(
  'says with %s that the encryption of the server is too old',
  async (security) => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const server = await mailServer({}, { disabledCommands: ['AUTH'], secure: security === 'tls', ...old })
    expect(await send(smtpTo(server.port, { security }))).toEqual({
      kind: 'stop',
      reason: `127.0.0.1:${server.port} encrypts in an old way that is not safe: it needs TLS 1.2 or newer.`,
    })
  },
)

it('does not advise starttls to whom it fails with starttls', async () => {
  const server = await rudeServer('220 broken\r\n', (line, socket) => {
    if (line.startsWith('EHLO')) return '250-broken\r\n250 STARTTLS\r\n'
    if (line === 'STARTTLS') setImmediate(() => socket.write('500 what?\r\n'))
    return line === 'STARTTLS' ? '220 go on\r\n' : undefined
  })
  const verdict = await send(smtpTo(server.port, { security: 'starttls' }))
  expect(verdict).toMatchObject({ kind: 'stop' })
  expect(JSON.stringify(verdict)).not.toContain('port 587')
})

it('says what the server wants first, when it takes no mail in the clear', async () => {
  const server = await rudeServer('220 strict\r\n', (line) =>
    line.startsWith('MAIL') ? '530 5.7.0 Must issue a STARTTLS command first\r\n' : '250 strict\r\n',
  )
  expect(await send(smtpTo(server.port))).toMatchObject({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} wants encryption or a login first (530 5.7.0 Must issue a STARTTLS command first): see mail.smtp.security and user.`,
  })
})

it('stops when the encryption breaks down', async () => {
  const server = await rudeServer('220 broken\r\n', (line, socket) => {
    if (line.startsWith('EHLO')) return '250-broken\r\n250 STARTTLS\r\n'
    if (line === 'STARTTLS') {
      socket.write('220 go on\r\n')
      setTimeout(() => socket.destroy(), 20)
    }
    return undefined
  })
  expect(await send(smtpTo(server.port, { security: 'starttls' }))).toMatchObject({ kind: 'stop' })
})
