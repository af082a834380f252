import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const FIRST = 'refresh-all-years'
const THEN = 'clear-expired-notices'
const LAST = 'temporary-group-housekeeping'
const chain = (more = '') => `  ${FIRST}: { at: '12:03' }\n  ${THEN}: { at: '12:03', after: ${FIRST}${more} }`

test('a job runs after the one it names, in the same tick', async () => {
  const school = await TestSchool.open(
    `  ${THEN}: { at: '12:03', after: ${FIRST} }\n  ${FIRST}: { at: '12:03' }`,
  )
  await school.tickUntil('2026-11-23 12:03')
  expect((await school.runs()).map(({ job }) => job)).toEqual([FIRST, THEN])
})

test('a chain of three runs through in one tick', async () => {
  const school = await TestSchool.open(
    `  ${LAST}: { at: '12:03', after: ${THEN} }\n  ${THEN}: { at: '12:03', after: ${FIRST} }\n  ${FIRST}: { at: '12:03' }`,
  )
  await school.tickUntil('2026-11-23 12:03')
  expect((await school.runs()).map(({ job }) => job)).toEqual([FIRST, THEN, LAST])
})

test('it waits while the other is to be tried again, and says so', async () => {
  const school = await TestSchool.open(chain())
  await school.tick()
  await timeOutOnce(school)
  expect(await school.slotStates(FIRST)).toEqual(['2026-11-23T12:03 pending'])
  expect(await school.slotStates(THEN)).toEqual([])
  expect((await school.run('why', THEN)).out).toContain(`waits for ${FIRST}`)
  await school.tick('2026-11-23 12:05')
  expect((await school.runs()).map(({ job, state }) => `${job} ${state}`)).toEqual([
    `${FIRST} timed-out`,
    `${FIRST} succeeded`,
    `${THEN} succeeded`,
  ])
})

test('past `within` it is missed, with the name of what it waited for', async () => {
  const school = await TestSchool.open(chain(', within: 5m'))
  await school.tick()
  await timeOutOnce(school)
  // The host that would try again is off for a while; the other slot stays unfinished.
  await school.with((db) =>
    db.run(db.sql('auto_slot').where({ job: FIRST }).update({ retry_at: '2026-11-23T20:00:00.000Z' })),
  )
  await school.tick('2026-11-23 12:09')
  expect(await school.slotStates(THEN)).toEqual(['2026-11-23T12:03 missed'])
  expect((await school.slots(THEN))[0]?.reason).toContain(`it waited for ${FIRST}`)
})

test('a failure of the other releases it, and its record names the failure', async () => {
  const school = await TestSchool.open(chain())
  await school.database.lose('school_history')
  await school.tickUntil('2026-11-23 12:03')
  expect(await school.slotStates(THEN)).toEqual(['2026-11-23T12:03 done'])
  expect((await school.slots(THEN))[0]?.reason).toContain(
    `Went ahead although ${FIRST} (2026-11-23T12:03) was failed`,
  )
})

test('a held run of the other releases it too', async () => {
  const school = await TestSchool.open(chain())
  const group = await school.group('all-years')
  await school.member(group, await school.pupil('Ada', null))
  await school.tickUntil('2026-11-23 12:03')
  expect((await school.slots(THEN))[0]?.reason).toContain('was held')
})

/** A tick at 12:03 in which the clock runs away during the first job: it times out, which may pass. */
async function timeOutOnce(school: TestSchool): Promise<void> {
  school.at('2026-11-23 12:03').runOutOfTime()
  await school.tick()
  school.world = {}
}
