import type { TestSchool } from '../../school.ts'

/** What every job has to bring for the tests that all jobs share. The compiler asks for one per job. */
export interface JobCase<Count extends string = string> {
  /** Its keys in the config, a line each, where it has any that must be set. */
  settings?: string
  /** What else the config must have: keys at its top. */
  rest?: string
  /** Fills in what those settings speak of. */
  furnish?(school: TestSchool): Promise<void>
  /** Fills the school so that the job has something of each kind to do. The clock stands at 12:00 on 2026-11-23. */
  arrange(school: TestSchool): Promise<void>
  /**
   * What becomes of the next run when every table that it reads is suddenly empty: held by its guard, or, for a job
   * that maintains nothing, done; partial where it says what it misses.
   */
  whenSourcesVanish: 'held' | 'partial' | 'succeeded'
  /** What it must then report. */
  counts: Record<Count, number>
}
