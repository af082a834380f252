import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { provablyAlive } from '../../src/runner/alive.ts'
import { thisHost } from '../../src/runner/host.ts'
import { Outgoing } from './outgoing.ts'

const elsewhere = { host: 'another', boot: ' ', pid: 1 }
const soon = '2026-11-23T12:05:00.000Z'
const past = '2026-11-23T11:59:00.000Z'
const begun = '2026-11-23T11:58:00.000Z'

/** Somebody else holds, or held, the right to send texts. */
const heldBy = (out: Outgoing, row: Row) =>
  out.school.add('auto_outbox_channel', { kind: 'sms', token: 'other', pauses: 0, ...elsewhere, ...row })

/** An item that he marked. */
const marked = (out: Outgoing, reference: string, token = 'other') =>
  out.queue(reference, { state: 'sending', token, sending_at: begun, state_at: begun, tries: 1 })

/** A token of a process on this machine that is gone, killed. */
function tokenOfTheDead(): string {
  const code = `
    const net = require('net'), os = require('os'), path = require('path')
    const token = require('crypto').randomBytes(16).toString('hex')
    const address = process.platform === 'win32' ? '\\\\\\\\.\\\\pipe\\\\pars-auto-' + token : path.join(os.tmpdir(), 'pars-auto-' + token + '.sock')
    net.createServer().listen(address, () => { require('fs').writeSync(1, token); process.kill(process.pid, 'SIGKILL') })`
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout
}

describe('while another process is sending', () => {
  test('elsewhere, and its lease has not run out, nothing is sent or decided here', async () => {
    const out = await Outgoing.open()
    await heldBy(out, { expires_at: soon })
    await marked(out, 't1')
    await out.queue('t2')
    expect(await out.tick()).toMatchObject({ code: 0, out: '' })
    expect(await out.states()).toEqual(['t1 sending', 't2 queued'])
  })

  test('on this machine, provably, likewise', async () => {
    const out = await Outgoing.open()
    const { name, boot, pid } = thisHost()
    await provablyAlive(async (token) => {
      await heldBy(out, { token, host: name, boot, pid, expires_at: soon })
      await out.queue('t1')
      await out.tick()
    })
    expect(out.provider.asked).toEqual([])
  })
})

describe('when the process that was sending is gone', () => {
  test('provably, its items are looked into at once, the rest is sent, and no trace of it is left', async () => {
    const out = await Outgoing.open()
    const { name, boot } = thisHost()
    const token = tokenOfTheDead()
    await heldBy(out, { token, host: name, boot, pid: 1, expires_at: soon })
    await marked(out, 't1', token)
    await out.queue('t2')
    const said = await out.tick()
    expect(said).toMatchObject({
      code: 4,
      out: expect.stringContaining('texts: 1 sent, 1 unknown\n! 1 text: nobody'),
    })
    expect(out.provider.asked).toEqual(['t2'])
    expect(await out.item('t1')).toMatchObject({
      state: 'unknown',
      token: null,
      reason: 'The process that was sending it died, or was held up for too long.',
    })
    expect(await out.school.rows('auto_outbox_channel')).toMatchObject([{ token: null }])
  })

  test('what the provider has counts as sent, what it does not know of is unknown', async () => {
    const out = await Outgoing.open({ canLookUp: true })
    await heldBy(out, { expires_at: past })
    await marked(out, 't1')
    await marked(out, 't2')
    out.provider.take('t1')
    await out.tick()
    expect(await out.states()).toEqual(['t1 sent', 't2 unknown'])
    expect(await out.item('t1')).toMatchObject({ provider_id: 'p-t1' })
    expect(out.provider.asked).toEqual([])
    expect(out.settled).toEqual(['t1 sending sent', 't2 sending unknown'])
  })

  test('what it left is looked into although there is nothing else to send', async () => {
    const out = await Outgoing.open()
    await marked(out, 't1')
    await out.tick()
    expect(await out.states()).toEqual(['t1 unknown'])
  })
})

/** In the middle of sending, another process finds the lease expired and takes over, as its recovery would. */
async function overtaken(out: Outgoing, reference: string): Promise<void> {
  await out.school.with((db) =>
    db.transaction(async (session) => {
      await session.run(
        session.sql('auto_outbox_channel').update({ token: 'other', expires_at: soon, ...elsewhere }),
      )
      await session.run(session.sql('auto_outbox').where({ state: 'sending' }).update({ state: 'unknown' }))
    }),
  )
  out.overtook = reference
}

describe('a process that was overtaken while it was sending', () => {
  test('begins nothing more; what it knows of its own items, and nobody has decided, it still says', async () => {
    const out = await Outgoing.open({ concurrency: 2 })
    let overtaking: Promise<void> | undefined
    out.provider.behave = (reference) => {
      if (reference === 't1') overtaking ??= overtaken(out, reference)
      return reference === 't2' ? { does: 'cut', taken: true } : { does: 'accept', after: overtaking! }
    }
    await out.queueMany(20)
    await out.tick()
    expect(out.overtook).toBe('t1')
    expect(await out.item('t1')).toMatchObject({ state: 'sent', provider_id: 'p-t1' })
    expect(await out.item('t2')).toMatchObject({ state: 'unknown', token: null })
    expect(out.provider.asked.length).toBeLessThan(6)
    expect(out.provider.twice).toEqual([])
    const { sending } = await out.count()
    expect(sending).toBeUndefined()
    // What it had marked and not begun is certainly not sent: it is back in the queue.
    for (const { reference, state } of await out.items())
      if (!out.provider.asked.includes(reference)) expect(state).toBe('queued')
    expect(out.settled).toContain('t1 unknown sent')
  })

  test('leaves alone what a person has decided meanwhile', async () => {
    const out = await Outgoing.open()
    out.provider.behave = (reference) => {
      const decided = overtaken(out, reference).then(() =>
        out.change('t1', { state: 'failed', token: null, reason: 'Person.' }),
      )
      return { does: 'accept', after: decided }
    }
    await out.queue('t1')
    await out.tick()
    expect(await out.item('t1')).toMatchObject({ state: 'failed', reason: 'Person.' })
  })

  test('leaves the lease to the one who has it now', async () => {
    const out = await Outgoing.open()
    out.provider.behave = (reference) => ({ does: 'accept', after: overtaken(out, reference) })
    await out.queue('t1')
    await out.tick()
    expect(await out.school.rows('auto_outbox_channel')).toMatchObject([{ token: 'other', expires_at: soon }])
  })
})

test('a process whose lease could run out before the answer comes does not call, and gives its items back', async () => {
  const out = await Outgoing.open({ concurrency: 2 })
  let clock = out.school.now
  out.school.world.clock = () => clock
  out.provider.behave = () => {
    // The machine was asleep: the next items were marked before.
    if (out.provider.asked.length === 1) clock += 66_000
    return { does: 'accept', after: 10 }
  }
  await out.queueMany(3)
  let marks = 0
  out.school.world.onStatement = (sql) => {
    if (sql.includes('tries + 1')) marks += 1
  }
  await out.tick()
  expect(await out.count()).toEqual({ sent: 3 })
  // It was marked twice, and begun once.
  expect(marks).toBe(2)
  expect((await out.item('t3')).tries).toBe(1)
})

test('when an outcome cannot be written down the item is looked into by the next tick, and not sent again', async () => {
  const out = await Outgoing.open()
  const { sms } = out.school.world.channels!
  let broken = true
  out.school.world.channels = {
    sms: (school) => ({
      ...sms!(school)!,
      async settle() {
        if (broken) throw new Error('the contact log is gone')
      },
    }),
  }
  await out.queue('t1')
  const said = await out.tick()
  expect(said).toMatchObject({
    code: 1,
    out: expect.stringContaining('texts: could not be sent. Error: the contact'),
  })
  expect(await out.states()).toEqual(['t1 sending'])
  broken = false
  await out.tick('2026-11-23 12:01')
  expect(await out.states()).toEqual(['t1 unknown'])
  expect(out.provider.accepted).toEqual(['t1'])
})
