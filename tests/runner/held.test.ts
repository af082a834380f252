import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const JOB = 'refresh-all-years'

/** An All Years group of pupils that nothing explains: the import of the school history was cut short. */
async function emptyImport() {
  const school = await TestSchool.open(`  ${JOB}: { at: '12:03' }`)
  const group = await school.group('all-years')
  const ada = await school.pupil('Ada', null)
  await school.member(group, ada)
  await school.tick()
  const said = await school.tick('2026-11-23 12:03')
  return { school, ada, said, run: (await school.runs(JOB))[0]! }
}

test('a held run changes nothing, ends with 8, and tells how to let it go', async () => {
  const { school, said } = await emptyImport()
  expect(said.code).toBe(8)
  expect(said.out).toContain('no pupils on roll at all')
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 held'])
  expect(await school.allYears()).toEqual(['Ada'])
  expect((await school.run('why', JOB)).out).toContain('pars-auto approve 1')
})

test('approve works the run out afresh: what was mended meanwhile is not removed', async () => {
  const { school, ada, run } = await emptyImport()
  await school.stay(ada)
  expect(await school.run('approve', String(run.id))).toMatchObject({
    code: 0,
    out: expect.stringContaining('done in'),
  })
  expect(await school.allYears()).toEqual(['Ada'])
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
})

test('approve lets the removal go when the person insists', async () => {
  const { school, run } = await emptyImport()
  expect((await school.run('approve', String(run.id))).code).toBe(0)
  expect(await school.allYears()).toEqual([])
  expect((await school.runs(JOB)).at(-1)).toMatchObject({
    approves: run.id,
    started_by: expect.not.stringMatching('schedule'),
  })
})

test('approve takes a run that is held, and no other', async () => {
  const { school, run } = await emptyImport()
  await school.run('approve', String(run.id))
  expect(await school.run('approve', String(run.id + 1))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/is not held \(\w+\): there is nothing to approve/),
  })
  expect(await school.run('approve', '999')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no run 999'),
  })
})

test('the incident is over when a run succeeds', async () => {
  const { school, ada } = await emptyImport()
  await school.stay(ada)
  const said = await school.tick('2026-11-24 12:03')
  expect(said.out).toContain('Over: ')
})
