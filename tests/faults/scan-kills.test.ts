import { describe, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { expressions } from '../../src/db/expression.ts'
import { Random } from '../../src/demo/random.ts'
import { furnish, MONDAY, REGISTERS, scanRow } from '../scan/school.ts'
import type { TestSchool } from '../school.ts'
import { KILLS, killAndCheck, ROUND, roundsOf, type Scenario } from './outgoing-kills.ts'

const PUPILS = 40
const SCANS = 40 * ROUND

/** Pupils who scan several times, while two runners decide about what has come in. */
function ofScans(seed: number): Scenario {
  const random = new Random(seed, 'scans')
  return {
    jobs: `  pupil-scan:\n${REGISTERS.replace(/^/gm, '    ')}`,
    now: `${MONDAY} 08:00`,
    hosts: random.chance(0.5) ? ['A', 'A'] : ['A', 'B'],
    life: 600,
    byHand: 'pupil-scan',
    async fill(school) {
      await furnish(school)
      for (let pupil = 1; pupil <= PUPILS; pupil += 1) {
        const pupil_id = await school.pupil(`P${pupil}`)
        await school.add('pupil_identity', {
          ...{ pupil_id, kind: 'card', identity: `C${pupil}`, valid_from: '2020-09-01' },
        })
      }
      // Nobody knows some of the cards. They come in while the runners die.
      const rows = Array.from({ length: SCANS }, (_, n) => {
        const at = new Date(school.now + random.int(0, ROUND * 2 * 60_000)).toISOString()
        return scanRow(`e${n}`, `C${random.int(1, PUPILS + 2)}`, '08:00', { at })
      })
      await school.with((db) =>
        db.bulkInsert(
          'scan',
          Object.keys(rows[0]!),
          rows.map((row) => Object.values(row)),
        ),
      )
    },
    taken: () => [],
    waits: ({ sql, dialect }) =>
      sql('scan').whereNotExists(
        sql('auto_scan_outcome as o').where(expressions(sql, dialect).same('o.event_id', 'scan.event_id')),
      ),
    check: decided,
  }
}

/** Each scan has one outcome, each pupil and session one mark at most, and each mark one owner. */
async function decided(school: TestSchool): Promise<string[]> {
  const outcomes = await school.rows<Row & { mark_id: number | null }>('auto_scan_outcome')
  const marks = await school.rows<Row & { id: number }>('mark')
  const owners = await school.rows('mark_owner')
  const known = new Set(marks.map(({ id }) => id))
  const made = new Set(outcomes.flatMap(({ mark_id }) => mark_id ?? []))
  return [
    ...(outcomes.length === SCANS ? [] : [`${SCANS} scans have ${outcomes.length} outcomes`]),
    ...repeated(outcomes, 'device', 'event_id'),
    ...repeated(marks, 'pupil_id', 'date', 'session_id'),
    ...repeated(owners, 'mark_id'),
    ...(marks.length === owners.length && marks.every(({ id }) => made.has(id))
      ? []
      : ['a mark is nobody’s']),
    ...(marks.length > 0 && [...made].every((id) => known.has(id))
      ? []
      : ['an outcome has a mark that is none']),
  ]
}

function repeated(rows: Row[], ...columns: string[]): string[] {
  const keys = rows.map((row) => columns.map((column) => row[column]).join(' '))
  return keys.filter((key, at) => keys.indexOf(key) < at).map((key) => `twice: ${columns.join(' ')} ${key}`)
}

describe(`two runners of the job pupil-scan, killed at random ${KILLS} times`, () => {
  test.each(roundsOf({}))(
    'each scan comes to one outcome, each pupil to one mark a session at most (seed $seed)',
    async ({ seed }) => {
      await killAndCheck(ofScans(seed), seed)
    },
    600_000,
  )
})
