import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

async function withCopies(...copies: [started: string, finished: string | null][]): Promise<TestSchool> {
  const school = await TestSchool.open('  clear-sync-table:\n')
  for (const [started_at, finished_at] of copies) {
    await school.add('sync_copy', {
      report: started_at,
      started_at: `${started_at}:00.000Z`,
      finished_at: finished_at && `${finished_at}:00.000Z`,
      content: '{}',
    })
  }
  return school
}

const left = async (school: TestSchool) =>
  (await school.rows<{ report: string }>('sync_copy')).map(({ report }) => report)

test('removes the copies of reports that were run', async () => {
  const school = await withCopies(
    ['2026-11-20T10:00', '2026-11-20T10:01'],
    ['2026-11-23T10:00', '2026-11-23T10:01'],
  )
  const said = await school.run('clear-sync-table')
  expect(said.out).toContain('2  copies of reports removed')
  expect(await left(school)).toEqual([])
})

test('not the copy of a report being run right now', async () => {
  const school = await withCopies(['2026-11-23T11:59', null], ['2026-11-22T13:00', null])
  await school.run('clear-sync-table')
  expect(await left(school)).toEqual(['2026-11-23T11:59', '2026-11-22T13:00'])
})

test('a report that has been running for over a day is dead, and its copy goes', async () => {
  const school = await withCopies(['2026-11-22T11:59', null])
  await school.run('clear-sync-table')
  expect(await left(school)).toEqual([])
})

test('copies of the last hour stay: somebody may be looking at them; how long can be set', async () => {
  const school = await withCopies(['2026-11-23T11:30', '2026-11-23T11:31'])
  await school.run('clear-sync-table')
  expect(await left(school)).toHaveLength(1)
  await school.run('clear-sync-table', '--keep-hours', '0')
  expect(await left(school)).toEqual([])
})

test('the dry run shows which copies, and nothing of what is in them', async () => {
  const school = await withCopies(['2026-11-20T10:00', '2026-11-20T10:01'])
  const { out } = await school.run('clear-sync-table', '--dry-run', '--verbose')
  expect(out).toContain('- sync_copy id=1 report=2026-11-20T10:00')
  expect(out).toContain('content=…')
})

test('a dry run shows a report whose name has lines, or colours of its own, on one line and without them', async () => {
  const school = await TestSchool.open('  clear-sync-table:\n')
  const started_at = '2026-11-01T00:00:00.000Z'
  const row = { started_at, finished_at: null, content: '' }
  await school.add('sync_copy', { ...row, report: 'Lates\r\n\u001b[31mred' })
  const { out } = await school.run('clear-sync-table', '--dry-run', '--verbose')
  expect(out).toContain('report=Lates␍␊␛[31mred started_at')
})
