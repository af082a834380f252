import { describe, expect, test } from 'vitest'
import { Outgoing } from './outgoing.ts'

describe('a tick', () => {
  test('sends what is due, marks it as sent with the provider’s id, and says so in a line', async () => {
    const out = await Outgoing.open()
    out.provider.behave = () => ({ does: 'accept', after: 5 })
    await out.queueMany(30)
    const said = await out.tick()
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('texts: 30 sent\n'), err: '' })
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
})
