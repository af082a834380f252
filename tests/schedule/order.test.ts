import { describe, expect, it } from 'vitest'
import { type DueJob, orderDue, type SlotState, waitsFor } from '../../src/schedule/order.ts'
import { HOUR, MINUTE, utc } from './kit.ts'

const NINE = utc('2026-11-23T21:00Z')

describe('the order of a tick', () => {
  const job = (id: string, at: number, after: string[] = [], index = 0): DueJob => ({ id, after, at, index })
  const ids = (...jobs: DueJob[]) => orderDue(jobs).map(({ id }) => id)

  it('is by slot time, then by place in the file', () => {
    expect(ids(job('c', 2, [], 0), job('b', 1, [], 2), job('a', 1, [], 1))).toEqual(['a', 'b', 'c'])
  })

  it('puts a job behind those it names, even when its slot is earlier', () => {
    expect(ids(job('graphs', 1, ['points', 'awards']), job('points', 3), job('awards', 2))).toEqual([
      'awards',
      'points',
      'graphs',
    ])
  })

  it('follows a chain, and keeps independent jobs at their time', () => {
    expect(ids(job('c', 1, ['b']), job('b', 2, ['a']), job('a', 3), job('x', 2), job('y', 4))).toEqual([
      'x',
      'a',
      'b',
      'c',
      'y',
    ])
  })

  it('puts a job behind every slot of the one it names', () => {
    expect(ids(job('graphs', 1, ['points']), job('points', 2), job('points', 3))).toEqual([
      'points',
      'points',
      'graphs',
    ])
  })

  it('ignores names that are not due, and its own', () => {
    expect(ids(job('a', 1, ['elsewhere', 'a']), job('b', 2))).toEqual(['a', 'b'])
  })

  it('leaves nobody out when there is a circle', () => {
    expect(ids(job('a', 2, ['b']), job('b', 1, ['a']), job('c', 3, ['b']))).toEqual(['b', 'a', 'c'])
  })
})

describe('a job that comes after others', () => {
  const slot = (name: string, hoursBefore: number, state?: SlotState) => ({
    name,
    at: NINE - hoursBefore * HOUR,
    state,
  })
  const waits = (...slots: ReturnType<typeof slot>[]) => waitsFor({ at: NINE }, [{ id: 'points', slots }])

  it.each<SlotState | undefined>(['pending', 'running', undefined])(
    'waits for a slot that is %s',
    (state) => {
      expect(waits(slot('one', 1, state))).toEqual({
        waitingFor: [{ id: 'points', slot: 'one' }],
        releasedWithout: [],
      })
    },
  )

  it('does not wait for one that is done', () => {
    expect(waits(slot('one', 1, 'done'))).toEqual({ waitingFor: [], releasedWithout: [] })
  })

  it.each<SlotState>(['failed', 'held', 'skipped', 'missed'])(
    'is released by one that is %s, and names it',
    (state) => {
      expect(waits(slot('one', 1, state))).toEqual({
        waitingFor: [],
        releasedWithout: [{ id: 'points', slot: 'one', state }],
      })
    },
  )

  it('looks at the twelve hours up to its own slot, which is included', () => {
    const at = (before: number) =>
      waits({ name: 'one', at: NINE - before, state: 'pending' }).waitingFor.length
    expect([12 * HOUR, 12 * HOUR - MINUTE, 0, -MINUTE].map(at)).toEqual([0, 1, 1, 0])
  })

  it('waits for each unfinished slot, and only then says how the last one went', () => {
    expect(waits(slot('two', 1, 'failed'), slot('one', 2, 'running'))).toEqual({
      waitingFor: [{ id: 'points', slot: 'one' }],
      releasedWithout: [],
    })
    expect(waits(slot('two', 1, 'failed'), slot('one', 2, 'done')).releasedWithout).toHaveLength(1)
    expect(waits(slot('two', 1, 'done'), slot('one', 2, 'failed')).releasedWithout).toEqual([])
  })

  it('does not wait for a job that had no slot, and takes several in turn', () => {
    const waiting = waitsFor({ at: NINE }, [
      { id: 'points', slots: [] },
      { id: 'awards', slots: [slot('a', 1, 'held')] },
      { id: 'mirror', slots: [slot('m', 1)] },
    ])
    expect(waiting.waitingFor).toEqual([{ id: 'mirror', slot: 'm' }])
    expect(waiting.releasedWithout).toEqual([{ id: 'awards', slot: 'a', state: 'held' }])
  })
})
