import type { Note } from '../src/runner/note.ts'

/** A config, and what its note says. */
export interface Noted {
  /** Absolute path. */
  config: string
  note: Note
}

export function noted(args: string[], now: number): Noted | undefined
export function isIdle(found: Noted | undefined, now: number): boolean
/**
 * The note of a config, where it can be believed. `now` is of the host's clock, epoch ms; it may be as old as
 * `lifetime` says, ms: five minutes where that is not given.
 */
export function believed(config: string, now: number, lifetime?: number): Note | undefined
/** A note is believed for this long, ms. */
export const LIFETIME: number
/** After a longer silence between two ticks of a host it is recorded as having been off, ms. */
export const SILENCE: number
export function noteFile(config: string): string
export function stateOf(file: string): string
/** The configs, or patterns of them, that a bare `run-due` for several schools is about; undefined for any other. */
export function manyOf(args: string[]): string[] | undefined
/** Whether a config that was given stands for any number of files. */
export function isPattern(given: string): boolean
