import { type Located, plain } from './tree.ts'

/** Stands for the value of a key that has none, which `plain` leaves out. */
export const EMPTY = Symbol('no value')

/** What a file says, aliases written out: to see whether a change of its text changed just that. */
export const meaning = (root: Located) =>
  plain(root, ({ value }) => value ?? EMPTY) as Record<string, unknown>
