import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

/** A school whose reminders have been made, before one detention moves, one is called off and one is new. */
async function withChanges(): Promise<TestSchool> {
  const school = await TestSchool.open('  detention-reminder-notices:\n')
  const staff_id = await school.add('staff', { staff_code: 'ABC', surname: 'Test', forename: 'Anna' })
  const detention = { date: '2026-11-25', starts_at: '15:00', room: 'H3', staff_id, cancelled: 0 }
  const [moved, off] = [await school.add('detention', detention), await school.add('detention', detention)]
  const ada = await school.pupil('Ada')
  for (const detention_id of [moved, off])
    await school.add('detention_pupil', { detention_id, pupil_id: ada })
  await school.run('detention-reminder-notices')
  const fresh = await school.add('detention', { ...detention, date: '2026-11-26' })
  await school.add('detention_pupil', { detention_id: fresh, pupil_id: ada })
  await school.with(async (db) => {
    await db.run(db.sql('detention').where({ id: moved }).update({ date: '2026-11-27' }))
    await db.run(db.sql('detention').where({ id: off }).update({ cancelled: 1 }))
  })
  return school
}

const dryRun = async (school: TestSchool) =>
  (await school.run('detention-reminder-notices', '--dry-run', '--verbose')).out

test('a dry run shows what would be added, changed and removed, below what it counts', async () => {
  const school = await withChanges()
  const lines = (await dryRun(school)).split('\n')
  const after = (count: RegExp) => lines[lines.findIndex((line) => count.test(line)) + 1]
  expect(after(/1 {2}notices made/)).toMatch(
    /^ {9}\+ detention_reminder detention_id=3 pupil_id=1 .*date=2026-11-26/,
  )
  expect(lines.find((line) => line.includes('~ '))).toMatch(/expires_on: 2026-11-25 → 2026-11-27/)
  const [off] = await school.rows('auto_detention_reminder', { detention_id: 2 })
  expect(lines.find((line) => line.includes('- notice'))).toContain(`- notice id=${off!.notice_id} `)
})

test('personal data stay hidden, in changed values too', async () => {
  const out = await dryRun(await withChanges())
  expect(out).toContain('title: … → …')
  expect(out).not.toContain('room H3')
})

test('in colour on a terminal, plain in a pipe', async () => {
  const school = await withChanges()
  expect(await dryRun(school)).not.toContain('\u001b[')
  school.world = { colour: true }
  const lines = (await dryRun(school)).split('\n')
  const colourOf = (sign: string) => lines.find((line) => line.includes(`         ${sign} `))?.slice(0, 5)
  expect([colourOf('+'), colourOf('-'), colourOf('~')]).toEqual(['\u001b[32m', '\u001b[31m', '\u001b[33m'])
})

test('of many rows only some are shown, and it says how many more there are', async () => {
  const school = await TestSchool.open('  clear-expired-notices:\n')
  for (let n = 0; n < 53; n += 1) {
    const created_at = '2026-01-01T00:00:00.000Z'
    await school.add('notice', { title: 'Old', body: '', created_at, expires_on: '2026-11-01' })
  }
  const { out } = await school.run('clear-expired-notices', '--dry-run', '--verbose')
  expect(out.match(/- notice/g)).toHaveLength(50)
  expect(out).toContain('and 3 more')
})
