import { X509Certificate } from 'node:crypto'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { SmtpTransport } from '../../src/mail/smtp.ts'
import { certificate, closedPort, mailServer, no, rudeServer, smtpTo, trust } from '../mail/server.ts'
import { cups, TestCups } from '../print/cups.ts'
import { TestSchool } from '../school.ts'
import { running } from '../sms/providers/counterparts.ts'
import type { ProviderServer } from '../sms/providers/server.ts'
import { EsendexServer } from '../sms/providers/server-esendex.ts'
import { NotifyServer } from '../sms/providers/server-notify.ts'
import { TwilioServer } from '../sms/providers/server-twilio.ts'

async function look(check: string, rest: string, env: NodeJS.ProcessEnv = {}) {
  const school = await TestSchool.open('  refresh-all-years:', { rest })
  school.world.env = env
  const { code, out } = await school.run('doctor', '--json', '--only', check)
  return { code, found: JSON.parse(out).checks as { state: string; what: string; cure: string | null }[] }
}

const smtp = (port: number, more = 'security: none') =>
  `mail: { from: Test School <office@school.example>, smtp: { host: 127.0.0.1, port: ${port}, ${more} } }\n`

describe('mail', () => {
  test('is well when the server takes the login; no mail is sent', async () => {
    const server = await mailServer({ onAuth: () => 'office' })
    const { code, found } = await look(
      'mail',
      smtp(server.port, "security: none, user: office, password: '${PASS}'"),
      { PASS: 'right' },
    )
    expect({ code, found }).toMatchObject({
      code: 0,
      found: [
        { state: 'ok', what: `Connected to 127.0.0.1:${server.port}, not encrypted, signed in as office.` },
      ],
    })
    expect(server.arrived).toEqual([])
  })

  test('failed when the login is refused', async () => {
    const server = await mailServer({
      onAuth: () => {
        throw no(535, 'wrong password')
      },
    })
    const { code, found } = await look(
      'mail',
      smtp(server.port, "security: none, user: office, password: '${PASS}'"),
      { PASS: 'wrong' },
    )
    expect(code).toBe(1)
    expect(found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('refuses the login as office') },
    ])
  })

  test('failed when nobody listens, when the server hangs up, and when nobody vouches for its certificate', async () => {
    const closed = await look('mail', smtp(await closedPort()))
    expect(closed.found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('refuses connections') },
    ])
    const rude = await rudeServer('220 hello\r\n', (_line, socket) => {
      socket.destroy()
      return undefined
    })
    expect((await look('mail', smtp(rude.port))).found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('broke the connection off') },
    ])
    const tls = await mailServer({}, { secure: true, ...certificate('localhost') })
    expect((await look('mail', smtp(tls.port, 'security: tls'))).found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('its certificate is not from an authority') },
    ])
  })
})

test.each([
  ['tls', { secure: true }],
  ['starttls', {}],
] as const)('over %s the mail server tells until when its certificate is good', async (security, options) => {
  const server = await mailServer({}, { ...options, disabledCommands: ['AUTH'] })
  const transport = new SmtpTransport(smtpTo(server.port, { host: 'localhost', security }), trust)
  const until = Date.parse(new X509Certificate(certificate('localhost').cert).validTo)
  expect(await transport.check()).toMatchObject({ ok: true, certifiedUntil: until })
  transport.close()
})

describe('sms', () => {
  /** The section of a config as it would be for a server of the tests. */
  const section = (server: ProviderServer) => {
    const { provider, address, ...rest } = server.settings
    const group = rest[provider as 'twilio']
    return `sms: ${JSON.stringify({ provider, address, [provider]: group })}\n`
  }
  const text = async (server: ProviderServer) => look('sms', section(await running(server)))

  test('of files in a folder says where they are, and asks nobody', async () => {
    const { found } = await look('sms', 'sms: { provider: file, file: { folder: texts } }\n')
    expect(found).toMatchObject([
      { state: 'ok', what: expect.stringMatching(/^Texts are written to .*texts; no provider is asked\.$/) },
    ])
  })

  test('tells the credit at Twilio and at Esendex', async () => {
    expect(await text(new TwilioServer())).toMatchObject({
      code: 0,
      found: [{ state: 'ok', what: 'twilio takes the login; 41.2 GBP are left.' }],
    })
    const esendex = new EsendexServer()
    esendex.credit = 12
    expect(await text(esendex)).toMatchObject({
      code: 0,
      found: [{ state: 'warning', what: 'esendex takes the login; 12 texts are left, which is little.' }],
    })
    const empty = new EsendexServer()
    empty.credit = 0
    expect(await text(empty)).toMatchObject({
      code: 1,
      found: [{ state: 'failed', what: 'esendex takes the login; 0 texts are left: it sends no text.' }],
    })
  })

  test('asks GOV.UK Notify, which has no credit, for the template', async () => {
    expect(await text(new NotifyServer())).toMatchObject({
      code: 0,
      found: [{ state: 'ok', what: 'GOV.UK Notify takes the key, and has the template.' }],
    })
    const other = new NotifyServer()
    other.template = 'Dear parent, ((text))'
    expect((await text(other)).found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('is no ((text)) and nothing else') },
    ])
    const mails = new NotifyServer()
    mails.templateType = 'email'
    expect((await text(mails)).found).toMatchObject([
      { state: 'failed', what: expect.stringContaining('is one for email') },
    ])
  })

  test('failed when the login is refused', async () => {
    const server = new TwilioServer()
    server.token = 'wrong'
    expect(await text(server)).toMatchObject({
      code: 1,
      found: [{ state: 'failed', what: expect.stringContaining('does not accept the login (401)') }],
    })
  })

  test.each(['reset before', 'truncated', 'nonsense', 'empty', 'endless', { status: 503 }] as const)(
    'failed, in words, when the provider misbehaves: %j',
    async (how) => {
      const server = new EsendexServer()
      server.misbehave(how)
      const { code, found } = await text(server)
      expect(code).toBe(1)
      expect(found).toMatchObject([{ state: 'failed', what: expect.stringContaining('Esendex') }])
      expect(server.accepted).toEqual([])
    },
  )
})

describe('printer', () => {
  const PRINT = 'print: { printer: ofice }\n'

  test('failed when it is not there, in whatever way', async () => {
    const { code, found } = await look('printer', PRINT)
    expect(code).toBe(1)
    expect(found).toMatchObject([
      {
        state: 'failed',
        what: expect.stringMatching(/CUPS is not (installed|running)|There is no printer ofice/),
      },
    ])
  })

  describe.skipIf(!cups)('with a real CUPS', () => {
    let server: TestCups

    beforeAll(async () => {
      server = await new TestCups().start()
      server.addPrinter('office')
    })
    afterAll(async () => {
      await server.stop()
      server.remove()
    })

    test('ok when it is there, with the nearest name when it is not, and a warning while it is stopped', async () => {
      const there = 'print: { printer: office }\n'
      expect((await look('printer', there)).found).toMatchObject([
        { state: 'ok', what: 'The printer office is there.' },
      ])
      expect((await look('printer', PRINT)).found).toMatchObject([
        { state: 'failed', what: expect.stringContaining('Did you mean office?') },
      ])
      server.admin('cupsdisable', 'office')
      expect((await look('printer', there)).found).toMatchObject([
        { state: 'warning', what: expect.stringContaining('is stopped') },
      ])
    })
  })
})

describe('certificates', () => {
  async function secureServer(): Promise<number> {
    const server = https.createServer(certificate('localhost'), (_request, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
    return (server.address() as AddressInfo).port
  }
  const hook = (url: string) => look('certificates', "alerts: { webhook: '${HOOK}' }\n", { HOOK: url })

  test('failed when nobody vouches for one, and when nobody listens; only the host is named', async () => {
    const { found } = await hook(`https://127.0.0.1:${await secureServer()}/path-of-the-hook`)
    expect(found).toMatchObject([
      { state: 'failed', what: '127.0.0.1 (alerts.webhook) cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT.' },
    ])
    expect((await hook(`https://127.0.0.1:${await closedPort()}/`)).found).toMatchObject([
      { state: 'failed', what: '127.0.0.1 (alerts.webhook) cannot be reached: ECONNREFUSED.' },
    ])
  })

  test('looks at the hosts of dead man’s switches too, at each once', async () => {
    const port = await closedPort()
    const sections = "alerts: { webhook: '${HOOK}', tickPing: '${HOOK}/tick', ping: '${OTHER}' }\n"
    const env = { HOOK: `https://127.0.0.1:${port}/a`, OTHER: `https://localhost:${port}/b` }
    const { found } = await look('certificates', sections, env)
    expect(found.map(({ what }) => what)).toEqual([
      '127.0.0.1 (alerts.webhook, alerts.tickPing) cannot be reached: ECONNREFUSED.',
      'localhost (alerts.ping) cannot be reached: ECONNREFUSED.',
    ])
  })

  test('warns where nothing is encrypted', async () => {
    const server = await rudeServer('', () => undefined)
    expect(await hook(`http://127.0.0.1:${server.port}/`)).toMatchObject({
      code: 0,
      found: [{ state: 'warning', what: expect.stringContaining('not encrypted') }],
    })
  })
})
