import { describe, expect, test } from 'vitest'
import { Outgoing } from './outgoing.ts'

describe('an item that is not taken this time', () => {
  test('is tried again after 1, 2, 5, 15, 30 and 60 minutes, and each hour from then on', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 423 })
    await out.queue('t1', { not_after: '2026-11-24T12:00:00.000Z' })
    const waits: number[] = []
    for (let tries = 1; tries <= 8; tries += 1) {
      await out.tick()
      const { due_at, state, reason } = await out.item('t1')
      expect({ state, reason }).toEqual({ state: 'queued', reason: 'Not this one, not now.' })
      waits.push((Date.parse(due_at) - out.school.now) / 60_000)
      out.school.now = Date.parse(due_at) - 1000
      await out.tick()
      expect(out.provider.asked).toHaveLength(tries)
      out.school.now += 1000
    }
    expect(waits).toEqual([1, 2, 5, 15, 30, 60, 60, 60])
  })

  test('keeps no other item from being sent', async () => {
    const out = await Outgoing.open()
    out.provider.behave = (reference) =>
      reference === 't3' ? { does: 'answer', status: 423 } : { does: 'accept' }
    await out.queueMany(10)
    expect((await out.tick()).code).toBe(0)
    expect(await out.count()).toEqual({ sent: 9, queued: 1 })
  })

  test('is tried when the provider says, where it says when', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 423, retryAfter: 600 })
    await out.queue('t1')
    await out.tick()
    expect((await out.item('t1')).due_at).toBe('2026-11-23T12:10:00.000Z')
  })

  test('expires when its time is over, and is not tried once more', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 423 })
    await out.queue('t1', { not_after: '2026-11-23T12:02:00.000Z' })
    for (const time of ['12:00', '12:01', '12:02:01', '12:05']) await out.tick(`2026-11-23 ${time}`)
    expect(out.provider.asked).toHaveLength(2)
    expect(await out.states()).toEqual(['t1 expired'])
  })

  test('is given up after five days, where nobody said until when it may go', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 423 })
    await out.queue('t1')
    await out.tick()
    await out.tick('2026-11-28 11:59')
    expect(await out.item('t1')).toMatchObject({
      state: 'failed',
      reason: 'Given up after 2 tries: Not this one, not now.',
    })
  })
})

describe('when nothing can be sent', () => {
  test('it is told once, tried again after longer and longer pauses with one item, and told when it is over', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 401 })
    await out.queueMany(20)
    const first = await out.tick()
    expect(first.code).toBe(1)
    expect(first.out).toBe(
      '! No texts can be sent at present: The password was refused. It is tried again by itself. See: pars-auto outbox list\n',
    )
    const before = out.provider.asked.length
    expect(before).toBeLessThanOrEqual(4)
    expect(await out.count()).toEqual({ queued: 20 })
    const paused = async () => (await out.school.rows('auto_outbox_channel'))[0]!.paused_until
    expect(await paused()).toBe('2026-11-23T12:01:00.000Z')
    expect(await out.tick('2026-11-23 12:00:59')).toMatchObject({ code: 0, out: '' })
    expect(out.provider.asked).toHaveLength(before)
    expect(await out.tick('2026-11-23 12:01')).toMatchObject({ code: 1, out: '' })
    expect(out.provider.asked).toHaveLength(before + 1)
    expect(await paused()).toBe('2026-11-23T12:03:00.000Z')
    out.provider.behave = () => ({ does: 'accept' })
    const over = await out.tick('2026-11-23 12:03')
    expect(over.out).toMatch(/^texts: 20 sent\nOver: No texts can be sent/)
    expect(await out.school.rows('auto_outbox_channel')).toMatchObject([
      { paused_until: null, trouble: null, pauses: 0, token: null },
    ])
  })

  test('what becomes too late meanwhile expires all the same', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 401 })
    await out.queue('t1')
    await out.queue('t2', { not_after: '2026-11-23T12:00:20.000Z' })
    await out.tick()
    await out.tick('2026-11-23 12:00:30')
    expect(await out.states()).toEqual(['t1 queued', 't2 expired'])
  })

  test('because nobody listens there, nothing becomes unknown', async () => {
    const out = await Outgoing.open({ port: 9 })
    await out.queueMany(20)
    expect((await out.tick()).code).toBe(1)
    expect(await out.count()).toEqual({ queued: 20 })
  })

  test('for a second, because that is its rate limit, the tick waits and goes on without a word', async () => {
    const out = await Outgoing.open()
    const pauses: number[] = []
    out.school.world.pause = async (ms) => {
      pauses.push(ms)
    }
    out.provider.behave = (_reference, times) =>
      out.provider.asked.length % 10 === 9 && times === 1
        ? { does: 'answer', status: 429, retryAfter: 1 }
        : { does: 'accept', after: 2 }
    await out.queueMany(40)
    expect(await out.tick()).toMatchObject({ code: 0, out: 'texts: 40 sent\n' })
    expect(pauses.length).toBeGreaterThan(2)
    expect(new Set(pauses)).toEqual(new Set([1000]))
    expect(out.provider.twice).toEqual([])
  })

  test('for some minutes, because it says so, the kind pauses for that time and nobody is alarmed', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 429, retryAfter: 120 })
    await out.queueMany(5)
    expect(await out.tick()).toMatchObject({ code: 0, out: '' })
    expect(await out.school.rows('auto_outbox_channel')).toMatchObject([
      { paused_until: '2026-11-23T12:02:00.000Z', trouble: 'It answered 429.' },
    ])
    await out.tick('2026-11-23 12:02')
    expect((await out.tick('2026-11-23 12:04')).out).toMatch(/^! No texts can be sent at present/)
  })
})

describe('when nobody knows whether an item was taken', () => {
  test('it is unknown, told, and never sent again by itself', async () => {
    const out = await Outgoing.open()
    out.provider.behave = (reference) =>
      reference === 't2' ? { does: 'cut', taken: true } : { does: 'accept' }
    await out.queueMany(3)
    const said = await out.tick()
    expect(said.code).toBe(4)
    expect(said.out).toBe(
      'texts: 2 sent, 1 unknown\n! 1 text: nobody knows whether it was sent. Nothing is sent again by itself; what to do is said by: pars-auto outbox list\n',
    )
    for (const time of ['12:01', '13:00', '18:00']) await out.tick(`2026-11-23 ${time}`)
    expect(out.provider.twice).toEqual([])
    expect(await out.item('t2')).toMatchObject({ state: 'unknown', reason: 'The connection broke.' })
    expect(out.settled).toContain('t2 sending unknown')
  })

  test('the provider is asked where it can be: what it has is sent, what it does not have stays unknown', async () => {
    const out = await Outgoing.open({ canLookUp: true })
    out.provider.behave = (reference) =>
      reference === 't1' ? { does: 'accept' } : { does: 'cut', taken: reference === 't2' }
    await out.queueMany(3)
    await out.tick()
    expect(await out.states()).toEqual(['t1 sent', 't2 sent', 't3 unknown'])
    expect((await out.item('t3')).reason).toBe(
      'The connection broke. The provider does not have it, or not yet.',
    )
    expect(out.provider.lookedUp.sort()).toEqual(['t2', 't3'])
  })

  test('it waits in sending while the provider cannot be asked, at most for an hour', async () => {
    const out = await Outgoing.open({ canLookUp: true })
    out.provider.behave = () => ({ does: 'cut', taken: true })
    out.provider.lookUpStatus = 503
    await out.queueMany(2)
    expect((await out.tick()).code).toBe(1)
    expect(await out.count()).toEqual({ sending: 2 })
    await out.tick('2026-11-23 12:01')
    expect(await out.count()).toEqual({ sending: 2 })
    const late = await out.school.copy()
    out.provider.lookUpStatus = undefined
    await out.tick('2026-11-23 12:03')
    expect(await out.count()).toEqual({ sent: 2 })

    late.world = out.school.world
    out.provider.lookUpStatus = 503
    await late.tick('2026-11-23 13:01')
    expect((await late.rows('auto_outbox')).map(({ state }) => state)).toEqual(['unknown', 'unknown'])
    expect(out.provider.asked).toHaveLength(2)
  })

  test('an outage makes a few unknown, not all of them, and each further try at most one', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'cut', taken: false })
    await out.queueMany(200)
    const said = await out.tick()
    expect(said.code).toBe(1)
    expect(said.out).toMatch(/! No texts can be sent at present: \d in a row went without an answer/)
    const { unknown } = await out.count()
    expect(unknown).toBeLessThanOrEqual(4 + 5)
    await out.tick('2026-11-23 12:01')
    expect((await out.count()).unknown).toBeLessThanOrEqual(unknown! + 1)
    expect(out.provider.twice).toEqual([])
  })

  test('a mistake in the adapter counts as doubt, and says nothing of what it was about', async () => {
    const out = await Outgoing.open()
    const { sms } = out.school.world.channels!
    const send = () => Promise.reject(new TypeError('+447700900123 has no length'))
    out.school.world.channels = { sms: (school) => ({ ...sms!(school)!, send }) }
    await out.queue('t1')
    await out.tick()
    expect(await out.item('t1')).toMatchObject({
      state: 'unknown',
      reason: 'A mistake in pars-auto while it was sent: TypeError.',
    })
  })
})
