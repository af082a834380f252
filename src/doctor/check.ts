import type { Config, Places } from '../config/config.ts'
import type { LoadResult } from '../config/load.ts'
import type { Database } from '../db/database.ts'
import type { World } from '../world.ts'

/** `none`: there was nothing to look at. */
export type State = 'ok' | 'warning' | 'failed' | 'none'

export interface Finding {
  state: State
  /** What was found, and what it means; never a secret, nothing about a person. */
  what: string
  /** What to do about it. */
  cure?: string
}

/** What the checks look at. */
export interface Patient {
  world: World
  /** Absolute path of the config. */
  file: string
  loaded: LoadResult
  /** That of the file, or the last valid one. */
  config?: Config
  places?: Places | undefined
}

/** A check of the database gets it open; one of the rest does not wait for it. */
export type Check = { name: string; about: string; patience?: number } & (
  | { needs?: undefined; look(patient: Patient): Promise<Finding[]> }
  | { needs: 'config'; look(patient: Patient, config: Config): Promise<Finding[]> }
  | { needs: 'database'; look(patient: Patient, config: Config, db: Database): Promise<Finding[]> }
)

export const ok = (what: string): Finding => ({ state: 'ok', what })
export const warning = (what: string, cure?: string): Finding => found('warning', what, cure)
export const failed = (what: string, cure?: string): Finding => found('failed', what, cure)
export const none = (what: string): Finding => ({ state: 'none', what })

const found = (state: State, what: string, cure: string | undefined): Finding => ({
  state,
  what,
  ...(cure === undefined ? {} : { cure }),
})
