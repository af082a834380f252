import { expect, test } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import type { DatabasePlace } from '../../src/db/database.ts'
import { simsTables, whereaboutsOf } from '../../src/db/whereabouts.ts'

const database: DatabasePlace = { type: 'sqlite', file: '/school.db' }
const place: DatabasePlace = { type: 'sqlite', file: '/sims.db' }

test('every table of the contract is in the school’s database, unless SIMS is in another one', () => {
  const where = whereaboutsOf({ database })
  expect(Object.keys(where)).toEqual(Object.keys(contract))
  for (const its of Object.values(where)) expect(its).toEqual({ section: 'database', place: database })
})

test('those of SIMS are there then, as far as the config says so; marks never are', () => {
  const where = whereaboutsOf({ database, sims: { place, tables: ['pupil'] } })
  expect(where.pupil).toEqual({ section: 'sims', place })
  expect(where.staff).toEqual({ section: 'database', place: database })
  for (const table of ['mark', 'mark_owner', 'session', 'lesson'] as const)
    expect(simsTables).not.toContain(table)
})
