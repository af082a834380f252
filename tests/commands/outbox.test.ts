import { describe, expect, test } from 'vitest'
import type { Settled } from '../../src/outbox/channel.ts'
import { provablyAlive } from '../../src/runner/alive.ts'
import { testChannel } from '../outbox/channel.ts'
import { Outgoing } from '../outbox/outgoing.ts'

const SECRETS = /7700900|Ada|head@/

/** Two texts sent, one unknown, one refused, one that waits, and a mail that nobody can send. */
async function mixed(): Promise<Outgoing> {
  const out = await Outgoing.open()
  out.provider.behave = (reference) => {
    if (reference === 't2') return { does: 'cut', taken: true }
    return reference === 't3' ? { does: 'answer', status: 400 } : { does: 'accept' }
  }
  await out.queueMany(4)
  await out.queue('t5', { due_at: '2026-11-23T15:00:00.000Z' })
  await out.queue('m1', { kind: 'mail', recipient: 'head@school.example, office@school.example' })
  await out.tick()
  return out
}

describe('outbox list', () => {
  test('says what is on its way, what needs somebody and what to do, and nothing about anybody', async () => {
    const { school } = await mixed()
    const { code, out } = await school.run('outbox', 'list')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'texts: 1 queued, 2 sent, 1 failed, 1 unknown',
        'mails: 1 queued',
        '',
        'Item  Kind  State    What     Since                 Why',
        '2     sms   unknown  Absence  Mon 2026-11-23 12:00  The connection broke.',
        '6     mail  queued   Absence  Mon 2026-11-23 12:00',
        '5     sms   queued   Absence  Mon 2026-11-23 12:00  Not before Mon 2026-11-23 15:00.',
        '4     sms   sent     Absence  Mon 2026-11-23 12:00',
        '3     sms   failed   Absence  Mon 2026-11-23 12:00  The number is wrong.',
        '1     sms   sent     Absence  Mon 2026-11-23 12:00',
        '',
        'unknown: nobody knows whether it was sent, and nothing is sent again by itself.',
        "Look at the provider's own list, or ask the person it was for. Then say one of:",
        '  pars-auto outbox resolve ITEM --sent        it was sent',
        '  pars-auto outbox resolve ITEM --not-sent    it was not, and is not to be',
        '  pars-auto outbox resolve ITEM --again       send it again',
        '',
      ].join('\n'),
    )
  })

  test('shows one kind, one state, and so many', async () => {
    const { school } = await mixed()
    const lines = async (...args: string[]) =>
      (await school.run('outbox', 'list', ...args)).out.split('\n').filter((line) => /^\d/.test(line)).length
    expect(await lines('--kind', 'mail')).toBe(1)
    expect(await lines('--state', 'sent')).toBe(2)
    expect(await lines('-n', '3')).toBe(3)
    expect((await school.run('outbox', 'list', '-n', '0')).code).toBe(2)
    const { out } = await school.run('outbox', 'list', '-n', '1', '--state', 'sent')
    expect(out).toMatch(/^and 1 more: --count 2 shows them all$/m)
    expect((await school.run('outbox', 'list', '--state', 'sent')).out).not.toContain(' more:')
  })

  test('says the same as JSON, and nothing about anybody', async () => {
    const { school } = await mixed()
    const { out } = await school.run('outbox', 'list', '--json')
    const { counts, items } = JSON.parse(out)
    expect(counts).toContainEqual({ kind: 'sms', state: 'unknown', count: 1 })
    expect(items[0]).toMatchObject({
      item: 2,
      reference: 't2',
      state: 'unknown',
      reason: 'The connection broke.',
    })
    expect(out).not.toMatch(SECRETS)
  })

  test('says until when a kind pauses, and why', async () => {
    const out = await Outgoing.open()
    expect((await out.school.run('outbox', 'list')).out).toBe('Nothing has been put in the outbox yet.\n')
    out.provider.behave = () => ({ does: 'answer', status: 401 })
    await out.queue('t1')
    await out.tick()
    expect((await out.school.run('outbox', 'list')).out).toContain(
      'texts: nothing is tried until Mon 2026-11-23 12:01: The password was refused.\n',
    )
  })
})

describe('outbox show', () => {
  test('says what happened to an item, and of the person only what tells two apart', async () => {
    const { school } = await mixed()
    const { code, out } = await school.run('outbox', 'show', '2')
    expect(code).toBe(0)
    expect(out).toContain('State      unknown since Mon 2026-11-23 12:00\n')
    expect(out).toContain('To         +44…123, 21 characters\n')
    expect(out).toContain('pars-auto outbox resolve 2 --again')
    const mail = await school.run('outbox', 'show', '6', '--json')
    expect(JSON.parse(mail.out).recipient).toBe('…@school.example, …@school.example')
    expect(out + mail.out).not.toMatch(SECRETS)
    expect(await school.run('outbox', 'show', '77')).toMatchObject({ code: 2 })
    expect(await school.run('outbox', 'show', 'x')).toMatchObject({ code: 2 })
  })
})

describe('outbox resolve', () => {
  test('--sent and --not-sent close an item, tell the school’s queue, and are on record', async () => {
    const out = await mixed()
    await out.queue('t6', { state: 'unknown' })
    expect(await out.school.run('outbox', 'resolve', '2', '--sent')).toMatchObject({
      code: 0,
      out: 'Item 2: sent.\n',
    })
    expect(await out.school.run('outbox', 'resolve', '7', '--not-sent')).toMatchObject({ code: 0 })
    expect(await out.item('t2')).toMatchObject({
      state: 'sent',
      reason: expect.stringMatching(/^It was sent, says /),
    })
    expect(await out.item('t6')).toMatchObject({ state: 'failed' })
    expect(out.settled.slice(-2)).toEqual(['t2 unknown sent', 't6 unknown failed'])
    const events = await out.school.rows<{ kind: string; detail: string }>('auto_event', { kind: 'outbox' })
    expect(events.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^\w+ decided about item 2: It was sent/),
      expect.stringMatching(/^\w+ decided about item 7: It was not sent/),
    ])
    expect((await out.tick('2026-11-23 12:01')).out).toMatch(/^Over: 1 text: nobody knows/m)
  })

  test('--again sends a new item in its place, at once, and the school’s queue is told which', async () => {
    const out = await mixed()
    const seen: Settled[] = []
    const { port } = out.provider
    out.school.world.channels = {
      sms: () => testChannel({ port, onSettle: (changes) => seen.push(...changes) }),
    }
    const said = await out.school.run('outbox', 'resolve', '2', '--again')
    expect(said).toMatchObject({ code: 0, out: 'Item 2 is sent again as item 7.\ntexts: 1 sent\n' })
    expect(await out.item('t2')).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^Sent again as item 7, says /),
    })
    expect(await out.item('t2-2')).toMatchObject({ state: 'sent', content: 'Ada is not at school.' })
    expect(seen[0]).toMatchObject({ state: 'failed', replacedBy: 't2-2' })
    expect(await out.school.run('outbox', 'resolve', '2', '--again')).toMatchObject({ code: 2 })
  })

  test('several at once, and each again under a name of its own', async () => {
    const out = await Outgoing.open()
    for (const reference of ['t1', 't1-2', 't3']) await out.queue(reference, { state: 'unknown' })
    expect((await out.school.run('outbox', 'resolve', '1', '2', '3', '--again')).code).toBe(0)
    expect(out.provider.accepted.sort()).toEqual(['t1-2-2', 't1-3', 't3-2'])
  })

  test('is refused for what is no longer to be decided, and without a word on how', async () => {
    const { school } = await mixed()
    const refused = async (...args: string[]) => (await school.run('outbox', 'resolve', ...args)).err
    expect(await refused('1', '--sent')).toBe('Item 1 is sent: there is nothing to decide.\n')
    expect(await refused('77', '--sent')).toContain('There is no item 77.')
    for (const flags of [[], ['--sent', '--again']])
      expect(await refused('2', ...flags)).toContain('one of --sent')
  })

  test('is refused while the process that was sending is there, or may be', async () => {
    const out = await Outgoing.open()
    const begun = { state: 'unknown', sending_at: '2026-11-23T11:50:00.000Z' }
    await provablyAlive(async (token) => {
      await out.queue('t1', { ...begun, token })
      out.school.at('2026-11-23 18:00')
      const said = await out.school.run('outbox', 'resolve', '1', '--again')
      expect(said).toMatchObject({ code: 5, err: expect.stringContaining('is still there') })
    })
    await out.queue('t2', { ...begun, token: 'of another machine' })
    out.school.at('2026-11-23 12:00')
    const early = await out.school.run('outbox', 'resolve', '2', '--again')
    expect(early).toMatchObject({ code: 5, err: expect.stringContaining('Decide after 2026-11-23 12:05.') })
    expect((await out.school.at('2026-11-23 12:05').run('outbox', 'resolve', '2', '--again')).code).toBe(0)
    expect(out.provider.accepted).toEqual(['t2-2'])
  })

  test('--again is refused when it is too late to send it', async () => {
    const out = await Outgoing.open()
    await out.queue('t1', { state: 'unknown', not_after: '2026-11-23T11:00:00.000Z' })
    const said = await out.school.run('outbox', 'resolve', '1', '--again')
    expect(said).toMatchObject({
      code: 2,
      err: expect.stringContaining('not to be sent after 2026-11-23 11:00'),
    })
  })

  test('needs the section of the config that says how it is sent', async () => {
    const out = await Outgoing.open()
    await out.queue('m1', { kind: 'mail', state: 'unknown' })
    const said = await out.school.run('outbox', 'resolve', '1', '--sent')
    expect(said).toMatchObject({ code: 2, err: 'The config has no section mail, which this needs.\n' })
  })
})
