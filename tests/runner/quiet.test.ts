import { describe, expect, test } from 'vitest'
import { MONDAY, REGISTERS, ScanSchool, scanRow } from '../scan/school.ts'

const SCANS = 'pupil-scan'

async function quietSchool() {
  const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
  await school.tickUntil(`${MONDAY} 08:20`)
  return school
}

describe('a continuous job with nothing to do', () => {
  test('leaves no run and no slot, only a count of the looks', async () => {
    const school = await quietSchool()
    expect(await school.runs(SCANS)).toEqual([])
    expect(await school.slots(SCANS)).toEqual([])
    expect(await school.rows('auto_quiet')).toEqual([
      { job: SCANS, day: MONDAY, looks: 21, last_at: `${MONDAY}T08:20:00.000Z` },
    ])
  })

  test('is explained by why: it looked, and nothing was waiting', async () => {
    const school = await quietSchool()
    const { out } = await school.run('why', SCANS, '--at', '08:10')
    expect(out).toContain(
      'Nothing was waiting at 2026-11-23 08:10. On 2026-11-23 it looked 21 times and found nothing to do, last at 08:20.',
    )
  })

  test('runs at the next minute after something has come', async () => {
    const school = await quietSchool()
    await school.add('scan', scanRow('e1', 'A', '08:20'))
    await school.tick(`${MONDAY} 08:21`)
    expect(await school.slotStates(SCANS)).toEqual([`${MONDAY}T08:21Z done`])
  })

  test('looks with one statement', async () => {
    const school = await quietSchool()
    const sent: string[] = []
    school.world = { onStatement: (sql) => sent.push(sql) }
    await school.tick(`${MONDAY} 08:21`)
    expect(sent.filter((sql) => /[`[]scan[`\]]/.test(sql))).toHaveLength(1)
  })

  test('two ticks in one minute count as one look', async () => {
    const school = await quietSchool()
    await school.tick(`${MONDAY} 08:20:30`)
    expect(await school.rows('auto_quiet')).toMatchObject([{ looks: 21 }])
  })

  test('that was off for an hour has missed nothing', async () => {
    const school = await quietSchool()
    await school.tick(`${MONDAY} 09:30`)
    expect(await school.slots(SCANS)).toEqual([])
    expect(await school.rows('auto_quiet')).toMatchObject([{ looks: 22 }])
  })

  test('runs all the same where the look itself fails: the run says what is wrong', async () => {
    const { school } = await ScanSchool.open({
      now: `${MONDAY} 08:00`,
      settings: `${REGISTERS}\ndatabase: { type: sqlite, file: nowhere.db }`,
    })
    await school.tick()
    expect(await school.runs(SCANS)).toMatchObject([
      { state: 'failed', message: expect.stringContaining('nowhere.db') },
    ])
  })
})
