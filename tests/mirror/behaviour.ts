import type { Row } from '../../src/db/database.ts'
import { TestSchool } from '../school.ts'

export const JOB = 'deferred-behaviour-mirroring'
export const DEFER = 'Defer SIMS writing to Automation'

/** A school whose mirroring has been live since noon of 23 November, with one pupil and a mapped ground and outcome. */
export class Mirrored {
  readonly school: TestSchool
  ada = 0
  effort = 0
  point = 0
  type = 0
  outcome = 0

  private constructor(school: TestSchool) {
    this.school = school
  }

  static async open(
    preference: string | null = 'yes',
    given: { simsApart?: boolean } = {},
  ): Promise<Mirrored> {
    const mirrored = new Mirrored(await TestSchool.open(`  ${JOB}:`, given))
    const { school } = mirrored
    await school.tick()
    if (preference !== null) await school.add('preference', { name: DEFER, value: preference })
    mirrored.type = await school.add('sims_behaviour_type', { name: 'Effort' })
    mirrored.outcome = await school.add('sims_behaviour_outcome', { name: 'Point' })
    mirrored.effort = await mirrored.ground('Effort', mirrored.type)
    mirrored.point = await mirrored.outcomeOf('Point', mirrored.outcome)
    mirrored.ada = await school.pupil('Ada')
    school.at('2026-11-23 22:00')
    return mirrored
  }

  ground(name: string, sims_type_id: number | null = null): Promise<number> {
    return this.school.add('behaviour_ground', { name, positive: 1, sims_type_id })
  }

  outcomeOf(name: string, sims_outcome_id: number | null = null): Promise<number> {
    return this.school.add('behaviour_outcome', { name, points: 1, sims_outcome_id })
  }

  incident(row: Row = {}): Promise<number> {
    return this.school.add('incident', {
      pupil_id: this.ada,
      date: '2026-11-23',
      ground_id: this.effort,
      outcome_id: this.point,
      recorded_at: '2026-11-23T15:00:00.000Z',
      comment: 'Well done',
      ...row,
    })
  }

  change(table: string, id: number, row: Row): Promise<number> {
    return this.school.with((db) => db.run(db.sql(table).where({ id }).update(row)))
  }

  remove(table: string, where: Row = {}): Promise<number> {
    return this.school.with((db) => db.run(db.sql(table).where(where).delete()))
  }

  /** Edits an incident at some time after it was recorded. */
  edit(id: number, row: Row, at = '2026-11-23T18:00:00.000Z'): Promise<number> {
    return this.change('incident', id, { changed_at: at, ...row })
  }

  /** Runs the job; the counts that are not 0, how it ended, and what it said. */
  async run(): Promise<{ counts: Record<string, number>; outcome: string; message?: string }> {
    const { counts, outcome, message } = JSON.parse((await this.school.run(JOB, '--json')).out)
    const done = Object.entries(counts as Record<string, number>).filter(([, count]) => count > 0)
    return { counts: Object.fromEntries(done), outcome, ...(message ? { message } : {}) }
  }

  /** What the run counted. */
  async counted(): Promise<Record<string, number>> {
    return (await this.run()).counts
  }

  copies(): Promise<Row[]> {
    return this.school.rows('sims_incident')
  }
}
