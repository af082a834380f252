import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NO_SUCH_TABLE } from '../database.ts'
import { idle } from '../idle.ts'
import { TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'
const open = (rest = '') => TestSchool.open(`  ${JOB}: { at: '12:03', timeout: 10m }`, { rest })

describe('an attempt that failed for a reason that may pass', () => {
  test('is tried again 1, 2 and 10 minutes later, four times in all, and then told once', async () => {
    const school = await open()
    await school.tick()
    school.runOutOfTime()
    const out = await school.tickUntil('2026-11-23 12:40')
    const runs = await school.runs(JOB)
    expect(runs.map(({ started_at, state }) => `${started_at.slice(11, 16)} ${state}`)).toEqual([
      '12:03 timed-out',
      '12:04 timed-out',
      '12:06 timed-out',
      '12:16 timed-out',
    ])
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
    expect(out.match(/^! /gm)).toHaveLength(1)
  })

  test('ends with 7 when it timed out', async () => {
    const school = await open()
    await school.tick()
    school.runOutOfTime()
    expect((await school.tick('2026-11-23 12:03')).code).toBe(7)
  })

  test('changes nothing', async () => {
    const school = await open()
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-01',
    })
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    expect(await school.rows('notice')).toHaveLength(1)
  })

  test('and passes, is no incident at all', async () => {
    const school = await open()
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    expect((await school.tick('2026-11-23 12:04')).code).toBe(0)
    expect(await school.alerts()).toEqual([])
  })
})

describe('a slot that waits to be tried again', () => {
  const failOnce = async (settings: string) => {
    const school = await TestSchool.open(`  ${JOB}: { ${settings}, timeout: 10m }`)
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 pending'])
    return school
  }

  test('is made up for by a newer slot', async () => {
    const school = await failOnce("at: ['12:03', '12:04']")
    await school.tick('2026-11-23 12:04')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 missed', '2026-11-23T12:04 done'])
    expect((await school.slots(JOB))[0]?.reason).toBe('Made up for by 2026-11-23T12:04.')
  })

  test('goes before newer ones where each of them counts', async () => {
    const school = await failOnce("at: ['12:03', '12:04'], missed: all")
    await school.tick('2026-11-23 12:04')
    expect((await school.runs(JOB)).map(({ slot, state }) => `${slot?.slice(11)} ${state}`)).toEqual([
      '12:03 timed-out',
      '12:03 succeeded',
      '12:04 succeeded',
    ])
  })

  test('is given up when the host was off until it was too late', async () => {
    const school = await failOnce("at: '12:03', within: 1h")
    await school.tick('2026-11-23 13:30')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 missed'])
  })

  test('waits for the end of the school day when the host was off for long', async () => {
    const school = await failOnce("at: '12:03'")
    await school.tick('2026-11-23 14:00')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 pending'])
    await school.tick('2026-11-23 17:00')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
  })

  test('of a job that is no longer in the config keeps no tick from being idle', async () => {
    const school = await failOnce("at: '12:03'")
    school.configure('  refresh-all-years:')
    await school.tick('2026-11-23 12:05')
    expect(idle(['run-due', '--config', school.file], school.now + 60_000)).toBe(true)
  })
})

describe('an attempt that failed for good', () => {
  const breakIt = (school: TestSchool) => school.database.lose('notice')
  const mendIt = (school: TestSchool) => school.database.giveBack('notice')

  test('is not tried again; exit 1, and one alert', async () => {
    const school = await open()
    await school.tick()
    await breakIt(school)
    expect(await school.tick('2026-11-23 12:03')).toMatchObject({
      code: 1,
      out: expect.stringMatching(new RegExp(`failed.*(${NO_SUCH_TABLE.source})`)),
    })
    await school.tickUntil('2026-11-23 12:30')
    expect(await school.runs(JOB)).toHaveLength(1)
  })

  test('one failed job does not keep the others from running', async () => {
    const school = await TestSchool.open(`  ${JOB}: { at: '12:03' }\n  refresh-all-years: { at: '12:03' }`)
    await school.pupil('Ada')
    await school.tick()
    await breakIt(school)
    expect((await school.tick('2026-11-23 12:03')).code).toBe(1)
    expect(await school.allYears()).toEqual(['Ada'])
  })

  test('one alert when it starts, one reminder a day later, one when it is over: on the webhook as well', async () => {
    const posts: string[] = []
    let answer = 500
    const server = http.createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        const { text } = JSON.parse(body)
        if (answer === 200 && text.includes(JOB)) posts.push(text)
        response.writeHead(answer).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const school = await open('alerts:\n  webhook: ${ALERT_URL}\n')
    school.world = { env: { ALERT_URL: url } }
    await school.tick()
    await breakIt(school)

    // The webhook is down at first: the alert is not lost, and its address is not printed.
    const first = await school.tick('2026-11-23 12:03')
    expect(first.out).toContain('does not take them: it answered 500')
    expect(first.out).not.toContain(url)
    answer = 200
    await school.tickUntil('2026-11-23 12:20')
    expect(posts).toHaveLength(1)
    expect(posts[0]).toMatch(/^Test School: ! clear-expired-notices: failed/)

    await school.tick('2026-11-24 12:03')
    await school.tick('2026-11-24 12:10')
    expect(posts).toHaveLength(2)
    expect(posts[1]).toContain('Still so since 2026-11-23')

    await mendIt(school)
    await school.tick('2026-11-25 12:03')
    expect(posts).toHaveLength(3)
    expect(posts[2]).toContain('Over: ')
  })
})

test('a mandatory job without success for 36 hours is an alert of its own', async () => {
  const school = await TestSchool.open("  refresh-all-years: { at: '23:00' }")
  await school.tick()
  await school.database.lose('school_history')
  await school.tick('2026-11-24 23:59')
  expect((await school.alerts()).map(({ subject }) => subject)).not.toContain('mandatory refresh-all-years')
  await school.tick('2026-11-25 00:05')
  const told = await school.alerts()
  expect(told.map(({ subject }) => subject)).toContain('mandatory refresh-all-years')
})

test('past the end of the calendar weekdays are school days, with an alert a day', async () => {
  const school = await TestSchool.open(`  ${JOB}: { at: '12:03', days: school }`, {
    rest: 'calendar:\n  terms:\n    - { name: Autumn, from: 2026-09-01, to: 2026-11-20 }\n',
  })
  const out = [
    (await school.tick()).out,
    (await school.tick('2026-11-23 12:03')).out,
    (await school.tick('2026-11-24 12:03')).out,
  ]
  expect(out.map((text) => text.includes('The calendar in the config ended on 2026-11-20'))).toEqual([
    true,
    false,
    true,
  ])
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done', '2026-11-24T12:03 done'])
})
