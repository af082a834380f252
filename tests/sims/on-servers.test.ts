import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import {
  apartIn,
  freshEmbedded,
  freshOnServer,
  freshSimsOnServer,
  SERVER,
  SIMS_SERVER,
  type TestDatabase,
} from '../database.ts'
import { at, TestSchool } from '../school.ts'

const JOB = 'deferred-behaviour-mirroring'
const NOW = '2026-11-23 12:00'

/** On a server on a machine that is busy. */
const LONG = 300_000

/** A database file in a folder of its own, named by its full path. */
async function inFile(): Promise<TestDatabase> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const made = await freshEmbedded(folder, () => at(NOW))
  return { ...made, section: made.section.replace('school.db', path.join(folder, 'school.db')) }
}

/** A school and its SIMS, which know nothing of each other. */
class Pair {
  readonly school: TestSchool
  readonly sims: TestDatabase

  private constructor(school: TestSchool, sims: TestDatabase) {
    this.school = school
    this.sims = sims
  }

  static async open(jobs: string, school: TestDatabase, sims: TestDatabase): Promise<Pair> {
    return new Pair(await TestSchool.open(jobs, { database: apartIn(school, sims), now: NOW }), sims)
  }

  async inSims(table: string, row: Row): Promise<number> {
    const db = await this.sims.open()
    try {
      return await db.insert(table, row)
    } finally {
      await db.close()
    }
  }

  async ofSims(table: string): Promise<Row[]> {
    const db = await this.sims.open()
    try {
      return await db.all(db.sql(table).orderBy('id'))
    } finally {
      await db.close()
    }
  }

  pupil(forename: string): Promise<number> {
    const names = { surname: 'Test', forename, date_of_birth: '2012-05-01' }
    return this.inSims('pupil', { admission_number: forename, ...names })
  }

  async run(job: string): Promise<Record<string, number>> {
    const { counts, outcome, message } = JSON.parse((await this.school.run(job, '--json')).out)
    expect([outcome, message]).toEqual(['succeeded', null])
    return Object.fromEntries(Object.entries(counts as Record<string, number>).filter(([, n]) => n > 0))
  }
}

const pairs: [string, boolean, () => Promise<TestDatabase>, () => Promise<TestDatabase>][] = [
  ['both in files', true, inFile, inFile],
  ['SIMS on a server, the school in a file', !!SERVER, inFile, freshOnServer],
  ['the school on a server, SIMS in a file', !!SERVER, freshOnServer, inFile],
  ['in two databases of a server', !!SERVER && !!SIMS_SERVER, freshOnServer, freshSimsOnServer],
]

for (const [name, isThere, school, sims] of pairs)
  describe.skipIf(!isThere)(name, () => {
    test(
      'new, edited and deleted incidents reach SIMS, and the map knows their numbers there',
      async () => {
        const pair = await Pair.open(`  ${JOB}:`, await school(), await sims())
        await pair.school.tick()
        await pair.school.add('preference', { name: 'Defer SIMS writing to Automation', value: 'yes' })
        const type = await pair.inSims('sims_behaviour_type', { name: 'Effort' })
        const result = await pair.inSims('sims_behaviour_outcome', { name: 'Point' })
        const ground = await pair.school.add('behaviour_ground', {
          name: 'Effort',
          positive: 1,
          sims_type_id: type,
        })
        const outcome = await pair.school.add('behaviour_outcome', {
          name: 'Point',
          points: 1,
          sims_outcome_id: result,
        })
        const ada = await pair.pupil('Ada')
        const incident = (comment: string) =>
          pair.school.add('incident', {
            ...{ pupil_id: ada, date: '2026-11-23', ground_id: ground, outcome_id: outcome, comment },
            recorded_at: '2026-11-23T15:00:00.000Z',
          })
        // Of SIMS' own, which is none of our business.
        const theirs = await pair.inSims('sims_incident', {
          ...{ pupil_id: ada, date: '2026-11-20', type_id: type, outcome_id: result },
          ...{ recorded_at: '2026-11-20T09:00:00.000Z', comment: 'Their own' },
        })
        const [first, second] = [await incident('Žofia’s idea'), await incident('Second')]
        pair.school.at('2026-11-23 22:00')
        expect(await pair.run(JOB)).toEqual({ copied: 2 })
        expect(await pair.run(JOB)).toEqual({})
        const copies = await pair.ofSims('sims_incident')
        expect(copies.map(({ reference, comment }) => [reference, comment])).toEqual([
          [null, 'Their own'],
          [`PARS ${first}`, 'Žofia’s idea'],
          [`PARS ${second}`, 'Second'],
        ])
        expect(copies[1]).toMatchObject({
          ...{ pupil_id: ada, date: '2026-11-23', type_id: type, outcome_id: result, recorded_by: null },
          recorded_at: '2026-11-23T15:00:00.000Z',
        })
        const map = await pair.school.rows(own('mirrored_incident'))
        expect(map.map(({ incident_id, sims_incident_id }) => [incident_id, sims_incident_id])).toEqual([
          [first, copies[1]!.id],
          [second, copies[2]!.id],
        ])

        await pair.school.with(async (db) => {
          const edit = { comment: 'Edited', changed_at: '2026-11-23T18:00:00.000Z' }
          await db.run(db.sql('incident').where({ id: first }).update(edit))
          await db.run(db.sql('incident').where({ id: second }).delete())
        })
        // The map alone was lost, as with an older backup: the copy is known by its reference.
        const third = await incident('Third')
        await pair.run(JOB)
        await pair.school.with((db) =>
          db.run(db.sql(own('mirrored_incident')).where({ incident_id: third }).delete()),
        )
        expect(await pair.run(JOB)).toEqual({ adopted: 1 })
        expect((await pair.ofSims('sims_incident')).map(({ id, comment }) => [id, comment])).toEqual([
          [theirs, 'Their own'],
          [copies[1]!.id, 'Edited'],
          [expect.any(Number), 'Third'],
        ])
      },
      LONG,
    )

    test(
      'groups are made of what SIMS says',
      async () => {
        const pair = await Pair.open('  refresh-all-years:', await school(), await sims())
        const [ada, ben] = [await pair.pupil('Ada'), await pair.pupil('Ben')]
        for (const pupil_id of [ada, ben])
          await pair.inSims('school_history', {
            pupil_id,
            start_date: '2020-09-01',
            enrolment_status: 'single',
          })
        expect(await pair.run('refresh-all-years')).toEqual({ created: 1, joined: 2 })
        const members = await pair.school.rows('group_member')
        expect(members.map(({ pupil_id }) => pupil_id).sort()).toEqual([ada, ben])
        expect(await pair.run('refresh-all-years')).toEqual({})
      },
      LONG,
    )
  })
