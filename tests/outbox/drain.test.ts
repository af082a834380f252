import { describe, expect, test } from 'vitest'
import { enqueue } from '../../src/outbox/enqueue.ts'
import { idle } from '../idle.ts'
import { testChannel } from './channel.ts'
import { Outgoing } from './outgoing.ts'

const iso = (text: string) => new Date(text).toISOString()

describe('a tick', () => {
  test('sends what is due, marks it as sent with the provider’s id, and says so in a line', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'accept', after: 5 })
    await out.queueMany(30)
    const said = await out.tick()
    expect(said).toMatchObject({ code: 0, out: 'texts: 30 sent\n', err: '' })
    expect(out.provider.accepted).toHaveLength(30)
    expect(out.provider.twice).toEqual([])
    expect(out.provider.atOnce).toBe(4)
    expect(await out.count()).toEqual({ sent: 30 })
    expect(await out.item('t7')).toMatchObject({
      provider: 'test',
      provider_id: 'p-t7',
      tries: 1,
      reason: null,
    })
    expect(out.settled).toHaveLength(30)
    expect(out.settled).toContain('t7 sending sent')
  })

  test('has committed that it sends an item before it calls the provider', async () => {
    const out = await Outgoing.open()
    await out.queueMany(5)
    const seen: Promise<string>[] = []
    out.provider.behave = (reference) => {
      const state = out.item(reference).then((item) => item.state)
      seen.push(state)
      return { does: 'accept', after: state }
    }
    await out.tick()
    expect(await Promise.all(seen)).toEqual(Array(5).fill('sending'))
  })

  test('with nothing in the outbox asks it once, and once more for when to look again', async () => {
    const out = await Outgoing.open()
    const asked: string[] = []
    out.school.world.onStatement = (sql) => {
      if (sql.includes('auto_outbox')) asked.push(sql)
    }
    await out.tick()
    expect(asked).toHaveLength(2)
    expect(asked[0]).toBe(asked[1])
  })

  test('sends as few statements for an item of a thousand as for one of a hundred', async () => {
    const perItem = async (count: number) => {
      const out = await Outgoing.open({ concurrency: 50 })
      out.provider.behave = () => ({ does: 'accept', after: 5 })
      await out.queueMany(count)
      let sent = 0
      out.school.world.onStatement = () => {
        sent += 1
      }
      await out.tick()
      expect(await out.count()).toEqual({ sent: count })
      return sent / count
    }
    expect(await perItem(1000)).toBeLessThan(1)
  })

  test('sends nothing before its time, is idle until then, and sends it then', async () => {
    const out = await Outgoing.open()
    await out.queue('t1', { due_at: iso('2026-11-23T12:02:00Z') })
    await out.tick()
    expect(out.provider.asked).toEqual([])
    const isIdle = (minutes: number) =>
      idle(['run-due', '--config', out.school.file], out.school.now + minutes * 60_000)
    expect(isIdle(1)).toBe(true)
    expect(isIdle(2)).toBe(false)
    await out.tick('2026-11-23 12:02')
    expect(out.provider.accepted).toEqual(['t1'])
  })

  test('lets expire what is too late, and does not send it', async () => {
    const out = await Outgoing.open()
    await out.queue('t1', { not_after: iso('2026-11-23T11:59:59Z') })
    await out.queue('t2', { not_after: iso('2026-11-23T12:00:00Z') })
    expect(await out.tick()).toMatchObject({ code: 0, out: 'texts: 1 sent, 1 too late\n' })
    expect(out.provider.asked).toEqual(['t2'])
    expect(await out.states()).toEqual(['t1 expired', 't2 sent'])
    expect(out.settled).toContain('t1 queued expired')
  })

  test('asks again whether an item is wanted, and withdraws it otherwise, with the reason', async () => {
    const unwanted = new Map([['t2', { state: 'withdrawn' as const, reason: 'The pupil is present now.' }]])
    const out = await Outgoing.open({ unwanted })
    await out.queueMany(3)
    await out.tick()
    expect(out.provider.accepted.sort()).toEqual(['t1', 't3'])
    expect(await out.item('t2')).toMatchObject({
      state: 'withdrawn',
      reason: 'The pupil is present now.',
      tries: 0,
    })
  })

  test('goes on past any number that are no longer wanted', async () => {
    const why = { state: 'withdrawn' as const, reason: 'No longer so.' }
    const unwanted = new Map(Array.from({ length: 50 }, (_, n) => [`t${n + 1}`, why]))
    const out = await Outgoing.open({ unwanted })
    await out.queueMany(51)
    await out.tick()
    expect(out.provider.accepted).toEqual(['t51'])
    expect(await out.count()).toEqual({ sent: 1, withdrawn: 50 })
  })

  test('keeps for good what was refused, with the reason', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'answer', status: 400 })
    await out.queue('t1')
    expect(await out.tick()).toMatchObject({ code: 0, out: 'texts: 1 refused\n' })
    await out.tick('2026-11-24 12:00')
    expect(out.provider.asked).toEqual(['t1'])
    expect(await out.item('t1')).toMatchObject({ state: 'failed', reason: 'The number is wrong.' })
  })

  test('begins no more a second than the provider takes', async () => {
    const out = await Outgoing.open({ perSecond: 50 })
    await out.queueMany(11)
    const started = performance.now()
    await out.tick()
    expect(out.provider.accepted).toHaveLength(11)
    expect(performance.now() - started).toBeGreaterThan(195)
  })

  test('sends nothing while a caution stands, and all of it when somebody has looked', async () => {
    const out = await Outgoing.open()
    await out.queue('t1')
    const caution = {
      reason: 'long-gap',
      host: '',
      detail: 'No host looked.',
      since: iso('2026-11-23T12:00:00Z'),
    }
    await out.school.add('auto_caution', caution)
    await out.tick()
    expect(out.provider.asked).toEqual([])
    await out.school.run('resume')
    await out.tick()
    expect(out.provider.accepted).toEqual(['t1'])
  })

  test('when it is asked to stop finishes what it has begun and leaves the rest in the queue', async () => {
    const out = await Outgoing.open()
    const stop = new AbortController()
    out.school.world.stop = stop.signal
    out.provider.behave = () => {
      stop.abort('SIGTERM')
      return { does: 'accept', after: 50 }
    }
    await out.queueMany(20)
    await out.tick()
    expect(await out.count()).toEqual({ sent: 4, queued: 16 })
    expect((await out.items()).every(({ state, tries }) => tries === (state === 'sent' ? 1 : 0))).toBe(true)
  })

  test('leaves the rest to the next tick when it has sent for four minutes', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => {
      out.school.now += 10_000
      return { does: 'accept' }
    }
    await out.queueMany(60)
    await out.tick()
    const { sent, queued } = await out.count()
    expect(sent).toBeGreaterThanOrEqual(24)
    expect(sent).toBeLessThan(40)
    expect(queued).toBe(60 - sent!)
    for (let ticks = 0; ticks < 3; ticks += 1) await out.tick()
    expect(await out.count()).toEqual({ sent: 60 })
    expect(out.provider.twice).toEqual([])
  })

  test('tells once of items that the config says no way out for, and when it does', async () => {
    const out = await Outgoing.open()
    await out.queue('m1', { kind: 'mail' })
    expect((await out.tick()).out).toBe(
      '! mails wait in the outbox, and the config has no section mail: nothing is sent. See: pars-auto outbox list --kind mail\n',
    )
    expect((await out.tick('2026-11-23 12:01')).out).toBe('')
    const mail = () => testChannel({ kind: 'mail', port: out.provider.port })
    out.school.world.channels = { ...out.school.world.channels, mail }
    expect((await out.tick('2026-11-23 12:02')).out).toMatch(/^mails: 1 sent\nOver: mails wait/)
  })

  test('one kind’s trouble keeps no other kind from being sent', async () => {
    const out = await Outgoing.open()
    const broken = () => {
      throw new Error('no such printer')
    }
    const mail = () => testChannel({ kind: 'mail', port: out.provider.port })
    out.school.world.channels = { print: () => ({ ...mail(), kind: 'print', reconsider: broken }), mail }
    await out.queue('p1', { kind: 'print' })
    await out.queue('m1', { kind: 'mail' })
    const said = await out.tick()
    expect(said.code).toBe(1)
    expect(said.out).toContain('prints: could not be sent. Error: no such printer')
    expect(await out.states()).toEqual(['p1 queued', 'm1 sent'])
  })
})

test('a job that a person runs sends what is due as well', async () => {
  const out = await Outgoing.open()
  await out.queue('t1')
  const said = await out.school.run('refresh-all-years')
  expect(said.out).toContain('texts: 1 sent\n')
  await out.queue('t2')
  expect(JSON.parse((await out.school.run('refresh-all-years', '--json')).out).outcome).toBe('succeeded')
  expect(out.provider.accepted).toEqual(['t1', 't2'])
})

test('what is put in twice under one reference is there once, as it was first', async () => {
  const out = await Outgoing.open()
  const item = {
    kind: 'mail',
    reference: 'r1',
    queued_by: 'head',
    title: 'Test',
    recipient: 'a@b.example',
  } as const
  const added = await out.school.with((db) =>
    db.transaction(async (session) => [
      await enqueue(session, { ...item, content: 'first' }, out.school.now),
      await enqueue(session, { ...item, content: 'second' }, out.school.now),
    ]),
  )
  expect(added).toEqual([1, undefined])
  expect(await out.items()).toMatchObject([{ reference: 'r1', content: 'first', state: 'queued' }])
})
