import { readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OutsideTrouble } from '../../../src/jobs/outside-trouble.ts'
import type { SmsProvider } from '../../../src/sms/provider.ts'
import { adapter, all, hello, never, running, servers } from './counterparts.ts'
import type { Misbehaviour, ProviderServer } from './server.ts'

/** Short where time must run out, long where it must not, however busy the machine is. */
const patienceFor = (misbehaviour: Misbehaviour) =>
  /silent|trickle|endless/.test(String(misbehaviour)) ? 500 : 10_000

const status = (code: number, headers: Record<string, string> = {}): Misbehaviour => ({
  status: code,
  headers,
  body: 'Sorry, +447700900123',
})

/** What goes wrong with a request that hands over a text; what must be concluded; whether it was taken. */
const sending: [string, Misbehaviour, object, number][] = [
  ['does not answer, and has not taken the text', 'silent before', { kind: 'doubtful' }, 0],
  ['does not answer, and has taken the text', 'silent after', { kind: 'doubtful' }, 1],
  ['breaks the connection, and has not taken the text', 'reset before', { kind: 'doubtful' }, 0],
  ['breaks the connection, and has taken the text', 'reset after', { kind: 'doubtful' }, 1],
  ['breaks off in the middle of its answer', 'truncated', { kind: 'doubtful' }, 1],
  ['answers with half of a document', 'cut short', { kind: 'doubtful' }, 1],
  ['answers with a page of a guest network', 'nonsense', { kind: 'doubtful' }, 1],
  ['answers with nothing', 'empty', { kind: 'doubtful' }, 1],
  ['answers without end', 'endless', { kind: 'doubtful' }, 1],
  ['answers a byte at a time', 'trickle', { kind: 'doubtful' }, 1],
  ['fails (500)', status(500), { kind: 'doubtful' }, 0],
  ['fails (502)', status(502), { kind: 'doubtful' }, 0],
  ['fails (504)', status(504), { kind: 'doubtful' }, 0],
  ['answers what nobody expects (418)', status(418), { kind: 'doubtful' }, 0],
  ['is not available (503)', status(503, { 'retry-after': '120' }), { kind: 'stop', retryAfter: 120_000 }, 0],
  ['has had enough (429)', status(429, { 'retry-after': '7' }), { kind: 'stop', retryAfter: 7000 }, 0],
  [
    'has had enough until an hour of its own clock (429)',
    status(429, { date: 'Mon, 23 Nov 2026 12:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 12:01:30 GMT' }),
    { kind: 'stop', retryAfter: 90_000 },
    0,
  ],
  [
    'has had enough until nobody knows when (429)',
    status(429, { 'retry-after': 'soon' }),
    { kind: 'stop' },
    0,
  ],
  ['has had enough, without a word (429)', status(429), { kind: 'stop' }, 0],
  ['wants to be paid (402)', status(402), { kind: 'stop' }, 0],
  ['locks us out (403)', status(403), { kind: 'stop' }, 0],
  ['is not where it was (404)', status(404), { kind: 'stop' }, 0],
  ['has moved (301)', status(301, { location: 'http://127.0.0.1:1/' }), { kind: 'stop' }, 0],
  ['has moved (308)', status(308, { location: 'http://127.0.0.1:1/' }), { kind: 'stop' }, 0],
  ['sends us on after who knows what (303)', status(303, { location: '/done' }), { kind: 'doubtful' }, 0],
  ['refuses the text (400)', status(400), { kind: 'refused' }, 0],
  ['finds the text too long (413)', status(413), { kind: 'refused' }, 0],
]

/** What goes wrong with a request for a page, and whether asking again in a minute may go better. */
const asking: [string, Misbehaviour, boolean][] = [
  ['does not answer', 'silent before', true],
  ['breaks the connection', 'reset before', true],
  ['breaks off in the middle of its answer', 'truncated', true],
  ['answers with half of a document', 'cut short', true],
  ['answers with a page of a guest network', 'nonsense', true],
  ['answers with nothing', 'empty', true],
  ['answers without end', 'endless', true],
  ['answers a byte at a time', 'trickle', true],
  ['answers with another document', { status: 200, body: '{"a":1}' }, true],
  ['fails (500)', status(500), true],
  ['is not available (503)', status(503), true],
  ['has had enough (429)', status(429), true],
  ['refuses the question (400)', status(400), false],
  ['locks us out (403)', status(403), false],
  ['has moved (302)', status(302), false],
]

describe.each(servers)('%s, when the server', (_, make) => {
  let server: ProviderServer
  let provider: SmsProvider

  beforeEach(async () => {
    server = await running(make())
    provider = adapter(server)
  })

  test.each(sending)('%s: says what is certain of the text', async (_what, misbehaviour, verdict, taken) => {
    server.misbehave(misbehaviour)
    const patience = patienceFor(misbehaviour)
    const started = performance.now()
    const told = await adapter(server, { patience }).send(hello)
    expect(told).toMatchObject(verdict)
    expect(performance.now() - started).toBeLessThan(patience + 500)
    expect(server.accepted).toHaveLength(taken)
    expect(server.log).toHaveLength(1)
    expect(JSON.stringify(told)).not.toMatch(/7700|private|Ada|tests|3d844edf/)
    // And it was no more than that.
    expect(await provider.send(hello)).toMatchObject({ kind: 'accepted' })
  })

  test.each(asking)('%s: does not pretend to have heard everything', async (_what, misbehaviour, passes) => {
    server.receive({ number: hello.number, text: hello.text, at: new Date().toISOString() })
    const asker = adapter(server, { patience: patienceFor(misbehaviour) })
    for (const list of [() => asker.replies(never), () => asker.receipts(never)]) {
      server.misbehave(misbehaviour)
      const trouble = await all<object>(list()).catch((error: unknown) => error)
      expect(trouble).toBeInstanceOf(OutsideTrouble)
      expect(trouble).toMatchObject({ passes })
      expect(String(trouble)).not.toMatch(/7700|private|Ada|tests|3d844edf/)
    }
    expect(await all(provider.replies(never))).toHaveLength(1)
  })

  test.each(['-5', '1.5', '7 seconds'])(
    'has had enough for a time that is none (%s): says no time',
    async (wait) => {
      server.misbehave(status(429, { 'retry-after': wait }), status(503, { 'retry-after': wait }))
      // GOV.UK Notify documents how long a 429 lasts.
      const verdicts = [await provider.send(hello), await provider.send(hello)]
      expect(verdicts[1]).toMatchObject({ kind: 'stop' })
      expect(verdicts[1]).not.toHaveProperty('retryAfter')
      for (const verdict of verdicts) expect(verdict).not.toMatchObject({ retryAfter: 0 })
    },
  )

  test('fails between two pages: tells the first, and that there is more', async () => {
    for (let index = 0; index < 260; index += 1) {
      server.receive({ number: hello.number, text: 'hello', at: new Date(Date.now() - index).toISOString() })
    }
    const told: string[] = []
    const read = async () => {
      for await (const page of provider.replies(never)) {
        told.push(...page.map(({ id }) => id))
        server.misbehave(status(500))
      }
    }
    await expect(read()).rejects.toMatchObject({ passes: true })
    expect(told.length).toBeGreaterThan(99)
    expect(new Set((await all(provider.replies(never))).map(({ id }) => id)).size).toBe(260)
  })

  test('is not there: nothing was sent', async () => {
    await server.stop()
    expect(await provider.send(hello)).toMatchObject({
      kind: 'stop',
      reason: expect.stringContaining('cannot be reached: the connection was refused'),
    })
    await expect(all(provider.replies(never))).rejects.toMatchObject({ passes: true })
  })

  test('has no such name: nothing was sent', async () => {
    const settings = { ...server.settings, address: 'https://no-such-provider.invalid' }
    expect(await adapter({ settings }).send(hello)).toMatchObject({ kind: 'stop' })
  })

  test('takes no connection in time: nothing was sent', async () => {
    // An address that nobody has, so that nobody refuses either: https://www.rfc-editor.org/rfc/rfc5737
    const settings = { ...server.settings, address: 'http://192.0.2.1' }
    expect(await adapter({ settings }, { patience: 200 }).send(hello)).toMatchObject({ kind: 'stop' })
  })

  test('is silent while the program is asked to stop: ends at once', async () => {
    const stop = new AbortController()
    server.misbehave('silent before')
    const read = all(adapter(server, { patience: 60_000 }).replies(stop.signal))
    setTimeout(() => stop.abort('SIGINT'), 20)
    await expect(read).rejects.toThrow('asked to stop')
  })

  test('redirects: asks nobody else, and takes the login nowhere', async () => {
    const elsewhere = await running(make())
    for (const code of [301, 302, 303, 307, 308]) {
      server.misbehave(status(code, { location: `${elsewhere.address}/v1.0/messagedispatcher` }))
      await provider.send(hello)
    }
    expect(elsewhere.log).toEqual([])
  })

  test('keeps connections open: uses one for many texts', async () => {
    for (let count = 0; count < 10; count += 1) await provider.send(hello)
    expect(server.connections).toBe(1)
  })
})

describe.each(servers)('%s, over an idle connection', (_, make) => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('that the server has closed meanwhile: is not in doubt', async () => {
    const server = await running(make())
    const provider = adapter(server)
    await provider.send(hello)
    // Both happen while a database statement keeps the program busy, so no timer runs and no closing is noticed.
    server.closeIdle()
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 5000)
    expect(await provider.send(hello)).toMatchObject({ kind: 'accepted' })
    expect(server.accepted).toHaveLength(2)
  })

  test('that the server closes early: believes what it announces', async () => {
    const server = await running(make())
    const provider = adapter(server)
    server.misbehave({ status: 503, headers: { 'keep-alive': 'timeout=3' } })
    await provider.send(hello)
    server.closeIdle()
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 2500)
    expect(await provider.send(hello)).toMatchObject({ kind: 'accepted' })
  })
})

describe.each(servers)('%s, over TLS', (_, make) => {
  const fixture = (name: string) =>
    readFileSync(path.join(import.meta.dirname, `../fixtures/${name}`), 'utf8')
  const tls = { key: fixture('test-key.pem'), cert: fixture('test-cert.pem') }

  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test.each(['1', '0'])(
    'with a certificate that nobody vouches for, sends nothing (checks: %s)',
    async (checks) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', checks)
      const server = await running(make(), tls)
      const provider = adapter(server)
      expect(await provider.send(hello)).toMatchObject({
        kind: 'stop',
        reason: expect.stringContaining('its certificate is not valid'),
      })
      await expect(all(provider.replies(never))).rejects.toThrow('its certificate is not valid')
      expect(server.log).toEqual([])
    },
  )
})
