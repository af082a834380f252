import { describe, expect, it } from 'vitest'
import { type CompiledCron, compileCron } from '../../src/schedule/cron.ts'
import { formatTime } from '../../src/schedule/wall.ts'
import { day } from './kit.ts'

function compiled(text: string): CompiledCron {
  const cron = compileCron(text)
  if (!cron.ok) throw new Error(cron.message)
  return cron
}

function refusal(text: string): string {
  const cron = compileCron(text)
  return cron.ok ? 'taken' : cron.hint ? `${cron.message}; ${cron.hint}` : cron.message
}

function daysIn(text: string, month: string): number[] {
  const { onDay } = compiled(text)
  const first = day(`${month}-01`)
  return Array.from({ length: 31 }, (_, i) => first.plusDays(i))
    .filter((one) => one.month === first.month && onDay(one))
    .map((one) => one.dayOfMonth)
}

describe('a cron expression', () => {
  it.each([
    ['30 7 * * 1', 'fixed', '07:30'],
    ['0,30 7,12 * * *', 'fixed', '07:00 07:30 12:00 12:30'],
    ['05 07 * * *', 'fixed', '07:05'],
    ['*/30 7 * * *', 'interval', '07:00 07:30'],
    ['5/25 7 * * *', 'interval', '07:05 07:30 07:55'],
    ['0 7-9 * * *', 'interval', '07:00 08:00 09:00'],
    ['0 */8 * * *', 'interval', '00:00 08:00 16:00'],
    ['? 7 * * *', 'interval', Array.from({ length: 60 }, (_, i) => formatTime(420 + i)).join(' ')],
  ])('%s is %s, at %s', (text, kind, times) => {
    const cron = compiled(text)
    expect(cron.kind).toBe(kind)
    expect(cron.minutesOfDay.map(formatTime).join(' ')).toBe(times)
  })

  it.each([
    ['0 6 * * *', '2026-02', Array.from({ length: 28 }, (_, i) => i + 1)],
    ['0 6 1,15 * *', '2026-11', [1, 15]],
    ['0 6 L * *', '2028-02', [29]],
    ['0 6 L * *', '2027-02', [28]],
    ['0 6 15,L * *', '2026-11', [15, 30]],
    ['0 6 * * 1', '2026-11', [2, 9, 16, 23, 30]],
    ['0 6 * * MON', '2026-11', [2, 9, 16, 23, 30]],
    ['0 6 * * 0', '2026-11', [1, 8, 15, 22, 29]],
    ['0 6 * * 7', '2026-11', [1, 8, 15, 22, 29]],
    ['0 6 * * sun', '2026-11', [1, 8, 15, 22, 29]],
    ['0 6 * * 5-7', '2026-11', [1, 6, 7, 8, 13, 14, 15, 20, 21, 22, 27, 28, 29]],
    ['0 6 * * 1#2', '2026-11', [9]],
    ['0 6 * * 7#1', '2026-11', [1]],
    ['0 6 * * 5L', '2026-11', [27]],
    ['0 6 * * FRIL', '2026-11', [27]],
    ['0 6 13 * 5', '2026-11', [6, 13, 20, 27]],
    ['0 6 * JAN,nov mon', '2026-11', [2, 9, 16, 23, 30]],
    ['0 6 * jan-mar *', '2026-11', []],
    ['0 6 29 2 *', '2028-02', [29]],
    ['0 6 29 2 *', '2027-02', []],
    ['0 6 31 2 1', '2027-02', [1, 8, 15, 22]],
    ['0 6 */10 * *', '2026-11', [1, 11, 21]],
  ])('%s in %s runs on %j', (text, month, days) => {
    expect(daysIn(text, month)).toEqual(days)
  })

  it('says when day of month and weekday are joined by "or"', () => {
    expect(compiled('0 6 13 * 5').dayOfMonthOrWeekday).toBe(true)
    expect(compiled('0 6 13 * *').dayOfMonthOrWeekday).toBe(false)
    expect(compiled('0 6 ? * 5').dayOfMonthOrWeekday).toBe(false)
  })
})

describe('a cron expression is refused', () => {
  it.each([
    ['', /^the cron expression is empty; the five fields are minute, hour/],
    ['   ', /empty/],
    ['0 30 7 * * 1', /has five fields, this one has 6; seconds cannot be planned: leave out 0/],
    ['30 7 * *', /has five fields, this one has 4/],
    ['@daily', /@daily is not supported; write 0 0 \* \* \*/],
    ['@reboot', /@reboot is not supported; the five fields/],
    ['H 7 * * *', /H in the minute: it stands for another number in each process; choose a number/],
    ['0 H(1-5) * * *', /H in the hour/],
    ['0 7 1,H * *', /H in the day of the month/],
    ['H/5 * * * *', /H in the minute/],
    ['60 * * * *', /60 is not a minute; allowed: 0-59/],
    ['0 24 * * *', /24 is not an hour; allowed: 0-23/],
    ['0 7 0 * *', /0 is not a day of the month; allowed: 1-31/],
    ['0 7 * 13 *', /13 is not a month; allowed: 1-12/],
    ['0 7 * * 8', /8 is not a day of the week; allowed: 0-7/],
    ['0 7 * foo *', /'foo' cannot be read as a month; allowed: 1-12 or jan-dec/],
    ['0 7 * * Monday', /'Monday' cannot be read as a day of the week/],
    ['*/0 * * * *', /a step in the minute must be 1 or more/],
    ['*/90 * * * *', /a step of 90 is longer than the minute field \(0-59\); use every: 90m/],
    ['0 22-6 * * *', /22-6 in the hour runs backwards; write 22-23,0-6/],
    ['0 7 * * fri-mon', /5-1 in the day of the week runs backwards; write 5-7,1$/],
    ['0 7 * * sat-sun', /6-0 in the day of the week runs backwards; write 6-7$/],
    ['0 7 * * 0,7', /0 is listed twice in the day of the week \(0 and 7 are both Sunday\)/],
    ['1-5,3 7 * * *', /3 is listed twice in the minute/],
    ['0 7 31 2 *', /^never happens: no month of '2' has a day '31'/],
    ['0 7 30,31 feb *', /^never happens/],
    ['0 7 31 4,6 ?', /^never happens/],
    ['0 7 * * 1#6', /no more than five/],
    ['0 7 * * L', /'L' cannot be read as a day of the week/],
    ['-1 7 * * *', /'-1' cannot be read as a minute/],
    ['1.5 7 * * *', /'1.5' cannot be read as a minute/],
    ['7:30 * * * *', /'7:30' cannot be read as a minute/],
  ])('%j', (text, message) => {
    expect(refusal(text)).toMatch(message)
  })

  // cron-parser takes each of these, in a sense that nobody means.
  it.each([
    ['0 7 * JAN1 *', 'as November'],
    ['0 7 * * *#2', 'as the second week'],
    ['0 7 * * 1#1.5', 'and then never ends'],
  ])('%s, which cron-parser would take %s', (text) => {
    expect(refusal(text)).toMatch(/cannot be read/)
  })

  it('with a hint that is itself a valid field', () => {
    for (const field of ['22-6', '5-0', '23-1']) {
      const hint = / write (.*)$/.exec(refusal(`0 ${field} * * *`))![1]!
      expect(compileCron(`0 ${hint} * * *`).ok, hint).toBe(true)
    }
    for (const field of ['5-1', '6-0', '6-3', 'sat-mon']) {
      const hint = / write (.*)$/.exec(refusal(`0 7 * * ${field}`))![1]!
      expect(compileCron(`0 7 * * ${hint}`).ok, hint).toBe(true)
    }
  })

  it('at once when it could never happen', () => {
    const start = performance.now()
    expect(refusal('0 0 31 2,4,6,9,11 *')).toMatch(/never happens/)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
