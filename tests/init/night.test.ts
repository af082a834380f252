import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeFrom, NIGHT, nightTimes } from '../../src/init/night.ts'
import { registry } from '../../src/jobs/index.ts'
import { parseHours, within } from '../../src/schedule/hours.ts'
import { parseTime } from '../../src/schedule/wall.ts'

const busy = (...hours: string[]) => hours.map((one) => parseHours(one)!)

test('every job is in the night but those that run all day, and reports', () => {
  const others = ['sms', 'pupil-scan', 'report']
  expect([...NIGHT.map(([job]) => job), ...others].sort()).toEqual(Object.keys(registry).sort())
})

test('while the server is never busy each has its usual time', () => {
  expect([...nightTimes([])!]).toEqual(NIGHT.map(([job, at]) => [job, at]))
})

test('jobs make way for busy hours, and keep their order', () => {
  const times = nightTimes(busy('23:00-03:00'))!
  expect(times.get('detention-reminder-notices')).toBe('22:15')
  expect(times.get('refresh-all-years')).toBe('03:00')
  expect(times.get('gifted-sen-groups')).toBe('03:02')
  expect(times.get('clear-sync-table')).toBe('03:30')
})

test('none is put into the hour in which the clocks change', () => {
  const times = [...nightTimes(busy('22:00-01:00'))!.values()]
  expect(times.filter((at) => at.startsWith('01'))).toEqual([])
})

test('whatever the busy hours, every time is free, and no two are the same', () => {
  const minute = fc.integer({ min: 0, max: 1439 })
  fc.assert(
    fc.property(fc.array(fc.tuple(minute, minute), { maxLength: 4 }), (pairs) => {
      const hours = pairs.filter(([from, to]) => from !== to).map(([from, to]) => ({ from, to }))
      const times = nightTimes(hours)
      if (!times) return
      const minutes = [...times.values()].map((at) => parseTime(at)!)
      expect(new Set(minutes).size).toBe(NIGHT.length)
      expect(minutes.some((one) => hours.some((range) => within(range, one)))).toBe(false)
      const fromEvening = minutes.map((one) => (one - minutes[0]! + 1440) % 1440)
      expect(fromEvening).toEqual([...fromEvening].sort((a, b) => a - b))
    }),
  )
})

test('a server that is busy at all hours leaves no time', () => {
  expect(nightTimes(busy('00:00-12:00', '12:00-24:00'))).toBeUndefined()
})

test('a report goes out when the server is free again', () => {
  expect(freeFrom('07:30', busy('07:00-08:00'))).toBe('08:00')
  expect(freeFrom('07:30', busy('00:00-24:00'))).toBe('07:30')
})
