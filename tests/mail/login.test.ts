import { expect, it, onTestFinished } from 'vitest'
import { type SmtpSettings, SmtpTransport } from '../../src/mail/smtp.ts'
import { closedPort, mailServer, no, smtpTo, tokenServer, trust } from './server.ts'

const letter = {
  reference: 'm1',
  envelope: { from: 'office@school.example', to: ['ada@school.example'] },
  bytes: Buffer.from('Subject: Hello\r\n\r\nHello\r\n'),
}

function transportTo(smtp: SmtpSettings) {
  const transport = new SmtpTransport(smtp, trust)
  onTestFinished(() => transport.close())
  return transport
}

const encrypted = { secure: true, disabledCommands: [] as string[] }

/** A server that lets in one account by its password. */
const guarded = (options = {}) =>
  mailServer(
    {
      onAuth: ({ username, password }) => {
        if (username === 'scan@school.example' && password === 'geheim£') return username
        throw no(535, '5.7.3 Authentication unsuccessful for scan@school.example')
      },
    },
    { ...encrypted, authOptional: false, ...options },
  )

it.each([['PLAIN'], ['LOGIN'], ['CRAM-MD5']])('signs in with a password by %s', async (method) => {
  const server = await mailServer(
    {
      onAuth: (auth) => {
        const right = auth.validatePassword?.('geheim£') ?? auth.password === 'geheim£'
        if (auth.method === method && auth.username === 'scan@school.example' && right) return auth.username
        throw no(535, 'no')
      },
    },
    { ...encrypted, authMethods: [method], authOptional: false },
  )
  const smtp = smtpTo(server.port, { security: 'tls', user: 'scan@school.example', password: 'geheim£' })
  expect(await transportTo(smtp).send(letter)).toMatchObject({ kind: 'accepted' })
  expect(server.arrived[0]!.user).toBe('scan@school.example')
})

it('stops for half an hour when the password is wrong: a wrong one that is repeated locks the account', async () => {
  const server = await guarded()
  const smtp = smtpTo(server.port, { security: 'tls', user: 'scan@school.example', password: 'falsch' })
  const verdict = await transportTo(smtp).send(letter)
  expect(verdict).toEqual({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} refuses the login as scan@school.example (535 5.7.3 Authentication unsuccessful for …): see mail.smtp.`,
    retryAfter: 1_800_000,
  })
  expect(JSON.stringify(verdict)).not.toContain('falsch')
  expect(server.arrived).toEqual([])
})

it('comes back in a minute when the server is too busy for a login', async () => {
  const server = await mailServer(
    {
      onAuth: () => {
        throw no(454, '4.7.0 Temporary authentication failure')
      },
    },
    encrypted,
  )
  const smtp = smtpTo(server.port, { security: 'tls', user: 'scan', password: 'geheim' })
  expect(await transportTo(smtp).send(letter)).toMatchObject({ kind: 'stop', retryAfter: 60_000 })
})

it('does not send unnamed when it was told to sign in and the server offers no login', async () => {
  const server = await mailServer()
  const smtp = smtpTo(server.port, { user: 'scan', password: 'geheim' })
  expect(await transportTo(smtp).send(letter)).toMatchObject({
    kind: 'stop',
    reason: `127.0.0.1:${server.port} offers no login, but mail.smtp.user is set.`,
  })
  expect(server.arrived).toEqual([])
})

it('says that the password is missing when the secret is not set', async () => {
  const server = await guarded()
  const smtp = smtpTo(server.port, { security: 'tls', user: 'scan' })
  expect(await transportTo(smtp).send(letter)).toMatchObject({
    kind: 'stop',
    reason: 'There is no password for scan: mail.smtp.password is a secret that is not set.',
  })
  expect(server.connections).toBe(0)
})

it('stops when the server wants a login and none is configured', async () => {
  const server = await guarded()
  expect(await transportTo(smtpTo(server.port, { security: 'tls' })).send(letter)).toMatchObject({
    kind: 'stop',
  })
})

const oauth = (tokenUrl: string) => ({
  tokenUrl,
  clientId: 'our-client',
  clientSecret: 'very-secret',
  scope: 'https://outlook.office365.com/.default',
})

/** A server that lets in whoever has one of these tokens, as Microsoft 365 does. */
const tokensOnly = (...tokens: string[]) =>
  mailServer(
    {
      onAuth: ({ method, username, accessToken }) => {
        if (method === 'XOAUTH2' && username && tokens.includes(accessToken!)) return username
        throw no(535, '5.7.3 Authentication unsuccessful')
      },
    },
    { ...encrypted, authMethods: ['XOAUTH2'], authOptional: false },
  )

const granted = (access_token: string, expires_in: number | string = 3599) => ({
  status: 200,
  body: JSON.stringify({ token_type: 'Bearer', expires_in, access_token }),
})

it('fetches a token with client credentials, and signs in with it', async () => {
  const tokens = await tokenServer(() => granted('t0k3n'))
  const server = await tokensOnly('t0k3n')
  const smtp = smtpTo(server.port, {
    security: 'tls',
    user: 'office@school.example',
    oauth: oauth(tokens.url),
  })
  expect(await transportTo(smtp).send(letter)).toMatchObject({ kind: 'accepted' })
  expect(server.arrived[0]!.user).toBe('office@school.example')
  expect(tokens.asked.map((form) => Object.fromEntries(form))).toEqual([
    {
      grant_type: 'client_credentials',
      client_id: 'our-client',
      client_secret: 'very-secret',
      scope: 'https://outlook.office365.com/.default',
    },
  ])
})

it('keeps the token for its connections until it expires', async () => {
  let given = 0
  const tokens = await tokenServer(() => {
    given += 1
    return granted(`token-${given}`, given === 1 ? '3599' : 30)
  })
  const server = await tokensOnly('token-1', 'token-2', 'token-3')
  const smtp = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(tokens.url) })
  const transport = transportTo(smtp)
  await Promise.all([transport.send(letter), transport.send(letter)])
  expect(server.connections).toBe(2)
  expect(given).toBe(1)
  const other = transportTo(smtp)
  for (let i = 0; i < 2; i++) {
    await other.send(letter)
    server.drop()
  }
  // Half a minute is too short to be sure that it arrives in time.
  expect(given).toBe(3)
})

it.each([
  [
    'a wrong secret',
    {
      status: 401,
      body: '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided for app our-client."}',
    },
    'refused: invalid_client; see https://login.microsoftonline.com/error?code=7000215.',
  ],
  ['a page that is no answer', { status: 404, body: '<html>' }, 'answered 404 and no token.'],
  ['a yes without a token', { status: 200, body: '{"expires_in":3599}' }, 'answered 200 and no token.'],
])('stops at %s, and says it without the secret', async (_what, answer, words) => {
  const tokens = await tokenServer(() => answer)
  const server = await tokensOnly('t0k3n')
  const smtp = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(tokens.url) })
  const { host } = new URL(tokens.url)
  expect(await transportTo(smtp).send(letter)).toEqual({
    kind: 'stop',
    reason: `The server for tokens at ${host} ${words}`,
    retryAfter: 1_800_000,
  })
})

it('stops when nobody gives out tokens, and comes back soon', async () => {
  const port = await closedPort()
  const server = await tokensOnly('t0k3n')
  const url = `http://127.0.0.1:${port}/token`
  const down = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(url) })
  expect(await transportTo(down).send(letter)).toEqual({
    kind: 'stop',
    reason: `The server for tokens at 127.0.0.1:${port} cannot be reached: ECONNREFUSED.`,
  })
  const silent = await tokenServer(() => undefined)
  const slow = { ...down, oauth: oauth(silent.url), timeout: 200 }
  expect(await transportTo(slow).send(letter)).toEqual({
    kind: 'stop',
    reason: `The server for tokens at ${new URL(silent.url).host} cannot be reached: no answer in 0.18 s.`,
  })
})

it.each([502, 429])(
  'stops when the server for tokens is too busy (%i), and comes back soon',
  async (status) => {
    const tokens = await tokenServer(() => ({ status, body: '<html>' }))
    const server = await tokensOnly('t0k3n')
    const smtp = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(tokens.url) })
    expect(await transportTo(smtp).send(letter)).toEqual({
      kind: 'stop',
      reason: `The server for tokens at ${new URL(tokens.url).host} answered ${status} and no token.`,
    })
  },
)

it('gives the secret to nobody to whom the server for tokens sends it on', async () => {
  const other = await tokenServer(() => granted('t0k3n'))
  const tokens = await tokenServer(() => ({ status: 307, body: '', location: other.url }))
  const server = await tokensOnly('t0k3n')
  const smtp = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(tokens.url) })
  expect(await transportTo(smtp).send(letter)).toMatchObject({ kind: 'stop' })
  expect(other.asked).toEqual([])
})

it('stops when the mail server refuses the token', async () => {
  const tokens = await tokenServer(() => granted('no-good'))
  const server = await tokensOnly('t0k3n')
  const smtp = smtpTo(server.port, { security: 'tls', user: 'office', oauth: oauth(tokens.url) })
  const verdict = await transportTo(smtp).send(letter)
  expect(verdict).toMatchObject({
    kind: 'stop',
    reason: expect.stringContaining('refuses the login as office (535'),
  })
  expect(JSON.stringify(verdict)).not.toContain('no-good')
})
