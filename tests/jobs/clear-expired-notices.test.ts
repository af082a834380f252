import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

async function clear(expires: (string | null)[], now = '2026-11-23 00:30') {
  const school = await TestSchool.open('  clear-expired-notices:', { now })
  for (const expires_on of expires) {
    await school.add('notice', {
      title: 'A notice',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on,
    })
  }
  expect((await school.run('clear-expired-notices')).code).toBe(0)
  return (await school.rows('notice')).map((notice) => notice.expires_on)
}

test('deletes a notice that expired yesterday', async () => {
  expect(await clear(['2026-11-22'])).toEqual([])
})

test('keeps a notice that expires today, or later', async () => {
  expect(await clear(['2026-11-23', '2026-11-24'])).toEqual(['2026-11-23', '2026-11-24'])
})

test('keeps a notice that never expires', async () => {
  expect(await clear([null])).toEqual([null])
})

test('goes by the school’s date, not the server’s: at 00:30 in summer it is still yesterday in UTC', async () => {
  expect(await clear(['2026-06-30'], '2026-07-01 00:30')).toEqual([])
})
