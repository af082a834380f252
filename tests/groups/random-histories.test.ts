import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { put, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'
import { runJob } from './kit.ts'

// What SQL makes of a school, against a plain computation of the same: who is in which group on the day.
const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']
const day = fc.constantFrom(...DAYS)
const end = fc.option(day, { nil: null })
const pupil = fc.integer({ min: 1, max: 6 })
const route = fc.integer({ min: 1, max: 3 })
const status = fc.constantFrom('single', 'main', 'subsidiary', 'guest', 'applicant')

const world = fc.record({
  routes: fc.array(fc.record({ id: route, name: fc.constantFrom('A', 'B', 'a '), withdrawn_on: end }), {
    maxLength: 3,
  }),
  stays: fc.array(fc.record({ pupil_id: pupil, start_date: day, end_date: end, enrolment_status: status }), {
    maxLength: 12,
  }),
  rides: fc.array(fc.record({ pupil_id: pupil, route_id: route, start_date: day, end_date: end }), {
    maxLength: 14,
  }),
  /** Memberships that somebody adds and takes away by hand: groups and pupils by their place. */
  meddling: fc.array(fc.tuple(fc.nat(5), pupil, fc.boolean()), { maxLength: 6 }),
})

type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const covers = (today: string, from: string, to: string | null) =>
  from <= today && (to === null || to >= today)

/** `route:pupil`, sorted. */
function expected({ routes, stays, rides }: World, today: string): string[] {
  const onRoll = (id: number) =>
    stays.some(
      (stay) =>
        stay.pupil_id === id &&
        ['single', 'main', 'subsidiary'].includes(stay.enrolment_status) &&
        covers(today, stay.start_date, stay.end_date),
    )
  const runs = (id: number) =>
    routes.some((one) => one.id === id && (one.withdrawn_on === null || one.withdrawn_on >= today))
  const pairs = rides
    .filter((ride) => covers(today, ride.start_date, ride.end_date))
    .filter((ride) => runs(ride.route_id) && onRoll(ride.pupil_id))
    .map((ride) => `${ride.route_id}:${ride.pupil_id}`)
  return [...new Set(pairs)].sort()
}

/** Puts the sources as the world has them. */
async function become(school: TestSchool, { routes, stays, rides, meddling }: World): Promise<void> {
  const once = [...new Map(routes.map((one) => [one.id, one])).values()]
  await school.with((db) =>
    db.transaction(async (session) => {
      for (const [table, rows] of [
        ['bus_route', once],
        ['school_history', stays],
        ['pupil_bus_route', rides],
      ] as [string, Row[]][]) {
        await session.run(session.sql(table).delete())
        for (const row of rows) await put(session, table, row)
      }
      const groups = await session.all<{ id: number }>(
        session.sql('pupil_group').where({ made_by: 'pars-auto' }),
      )
      for (const [at, pupil_id, isAdded] of meddling) {
        const group_id = groups[at % Math.max(groups.length, 1)]?.id
        if (group_id === undefined) continue
        if (isAdded) await session.insert('group_member', { group_id, pupil_id })
        else await session.run(session.sql('group_member').where({ group_id, pupil_id }).delete())
      }
    }),
  )
}

const memberships = (school: TestSchool) =>
  school.with(async (db) => {
    const rows = await db.all<{ source_key: string; pupil_id: number }>(
      db
        .sql('group_member as m')
        .join('auto_kept_group as k', 'k.group_id', 'm.group_id')
        .select('k.source_key', 'm.pupil_id'),
    )
    return rows.map(({ source_key, pupil_id }) => `${source_key}:${pupil_id}`).sort()
  })

test('after a run the members are those of a plain computation, whatever the sources went through', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(world, { minLength: 2, maxLength: 4 }), async (worlds) => {
      const school = await TestSchool.open('  bus-route-groups:')
      for (let n = 1; n <= 6; n += 1) await school.pupil(`P ${n}`, null)
      await runJob(school, 'bus-route-groups')
      for (const drawn of worlds) {
        const once = { ...drawn, routes: [...new Map(drawn.routes.map((one) => [one.id, one])).values()] }
        await become(school, once)
        const before = await memberships(school)
        const run = await runJob(school, 'bus-route-groups')
        if (run.outcome === 'held') {
          // Only when a source is empty, and then nothing changes.
          expect(await memberships(school)).toEqual(before)
          expect(run.message).toMatch(/no (bus routes|pupils on)/)
          continue
        }
        expect(await memberships(school)).toEqual(expected(once, '2026-11-23'))
        const names = (await school.rows<{ name: string }>('pupil_group')).map(({ name }) =>
          name.toLowerCase(),
        )
        expect(new Set(names).size).toBe(names.length)
        const again = await runJob(school, 'bus-route-groups')
        expect(Object.values(again.counts).every((count) => count === 0)).toBe(true)
      }
    }),
    { numRuns: SERVER ? 5 : 25, endOnFailure: true },
  )
}, 600_000)
