import { expect, test } from 'vitest'
import { manyTicks, outcomeOf } from './many-ticks.ts'

/** The full size is `npm run faults`. */
const PROCESSES = Number(process.env.PARS_FAULTS_PROCESSES ?? 40)
const ROUNDS = Number(process.env.PARS_FAULTS_ROUNDS ?? 2)
const MINUTES = 60_000

const EACH_SLOT_ONCE = [
  'again 2026-11-23T12:00Z',
  'again 2026-11-23T12:03Z',
  'clear-expired-notices 2026-11-23T12:03',
  'refresh-all-years 2026-11-23T12:03',
  'temporary-group-housekeeping 2026-11-23T12:03',
]

test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
  `${PROCESSES} ticks behind one barrier run each slot once (round %i of ${ROUNDS})`,
  async () => {
    const { codes, errors, school } = await manyTicks(PROCESSES)
    expect(errors).toBe('')
    expect([...codes.keys()]).toEqual([0])
    expect(await outcomeOf(school)).toEqual({ succeeded: EACH_SLOT_ONCE, states: ['succeeded'], leases: 0 })
    expect(await school.allYears()).toEqual(['Ada', 'Ben', 'Cleo'])
  },
  20 * MINUTES,
)

test(
  `${PROCESSES} ticks beside a write transaction of ten seconds: nobody sees SQLITE_BUSY, each slot runs once`,
  async () => {
    const { codes, errors, school } = await manyTicks(PROCESSES, 10_000)
    expect(errors).toBe('')
    expect([...codes.keys()]).toEqual([0])
    expect(await outcomeOf(school)).toEqual({ succeeded: EACH_SLOT_ONCE, states: ['succeeded'], leases: 0 })
    const [word] = await school.rows<{ kind: string; detail: string }>('auto_event', { kind: 'locked-out' })
    expect(word?.detail).toMatch(/^\d+ tick\(s\) .* another writer held the database for over 5 seconds\.$/)
  },
  20 * MINUTES,
)
