import { expect, test } from 'vitest'
import { keptGroups, runJob } from '../groups/kit.ts'
import { TestSchool } from '../school.ts'

const JOB = 'bus-route-groups'
const open = (now?: string) => TestSchool.open(`  ${JOB}:`, now ? { now } : {})

const route = (school: TestSchool, name: string, withdrawn_on: string | null = null) =>
  school.add('bus_route', { name, withdrawn_on })

const takes = (
  school: TestSchool,
  pupil: number,
  route_id: number,
  start = '2026-09-01',
  end: string | null = null,
) => school.add('pupil_bus_route', { pupil_id: pupil, route_id, start_date: start, end_date: end })

test('makes a group for each route, and puts the pupils in it who take it', async () => {
  const school = await open()
  const ada = await school.pupil('Ada')
  const ben = await school.pupil('Ben')
  const bus = await route(school, '14A')
  await route(school, '7')
  await takes(school, ada, bus)
  await takes(school, ben, bus, '2026-12-01')
  expect(await runJob(school, JOB)).toMatchObject({ code: 0, counts: { created: 2, joined: 1 } })
  expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['Ada'], 'Bus: 7': [] })
})
