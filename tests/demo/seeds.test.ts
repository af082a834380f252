import { describe, expect, test } from 'vitest'
import { hashes, makeSchool, NOW, TODAY, tables, withSchool } from './made-school.ts'

const small = { pupils: 30 }

/** What every school has in common, whatever the seed. */
const fixed = ['preference', 'year_group', 'house', 'register_code', 'session', 'lesson']
const alsoFixed = ['behaviour_ground', 'behaviour_outcome', 'registration_group', 'teaching_class']
const lists = [
  ...['behaviour_rule', 'behaviour_rule_scope', 'sims_behaviour_type', 'sims_behaviour_outcome'],
  ...['bus_route', 'consent_type', 'medical_condition', 'scan_device'],
]
/** What the jobs fill, and what the readers do in the afternoon. */
const empty = ['automation_grant', 'sims_incident', 'school_info', 'scan']

describe('the seed', () => {
  test('decides every row: the same options make the same school', async () => {
    const [one, other] = [await makeSchool(small), await makeSchool(small)]
    try {
      expect(await hashes(one)).toEqual(await hashes(other))
      expect(one.summary).toEqual(other.summary)
      expect(tables.filter((table) => one.summary.tables[table] === 0).sort()).toEqual([...empty].sort())
    } finally {
      one.remove()
      other.remove()
    }
  })

  test('makes another school when it is another one', async () => {
    const one = await withSchool(small, hashes)
    const other = await withSchool({ ...small, seed: 8 }, hashes)
    const same = tables.filter((table) => one[table] === other[table])
    expect(same.sort()).toEqual([...fixed, ...alsoFixed, ...lists, ...empty].sort())
  })
})

test('leaving out the lesson marks leaves everything else as it is, but for the numbers of the marks', async () => {
  const { mark, mark_owner, ...all } = await withSchool(small, hashes)
  const {
    mark: fewer,
    mark_owner: fewerOwners,
    ...without
  } = await withSchool({ ...small, lessons: false }, hashes)
  expect(without).toEqual(all)
  expect([fewer, fewerOwners]).not.toEqual([mark, mark_owner])
})

test('a later moment of the same day changes only what happens in it', async () => {
  const one = await withSchool(small, hashes)
  const later = await withSchool({ ...small, now: NOW + 6 * 3_600_000 }, hashes)
  const changed = tables.filter((table) => one[table] !== later[table])
  expect(changed).toEqual(expect.arrayContaining(['mark', 'mark_owner', 'pupil_group']))
  expect(changed).not.toContain('pupil')
  expect(changed).not.toContain('lesson')
  expect(TODAY.toString()).toBe('2026-11-23')
})
