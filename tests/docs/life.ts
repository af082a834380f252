import type { Block } from './blocks.ts'
import type { Desk } from './desk.ts'

/** How the examples of a page are lived through, in their order. The keys are lines of the page. */
export interface Life {
  /** Makes the school in whose folder the page is typed. Without it what is only to be typed is not. */
  desk?(): Promise<Desk>
  /** What comes about before a line is typed. */
  before?: Record<string, (desk: Desk) => unknown>
  /** A line that is typed otherwise here, and how. */
  typedAs?: Record<string, string>
  /** A line that ends with another code than 0. */
  ends?: Record<string, number>
  /** A line that is not typed, and why. What it prints may not be shown. */
  untyped?: Record<string, string>
  /** What the output of a line cannot have twice alike, and what is compared in its place. */
  differs?: Record<string, [what: RegExp, word: string][]>
  /** Blocks that are neither commands nor config, by how their first line begins. */
  others?: Record<string, Other>
}

/** What holds a block to the truth: a test here, another one, or nothing, since it is not ours. */
type Other =
  | ((block: Block, desk: Desk) => unknown)
  | { heldBy: `tests/${string}.test.ts` }
  | { notOurs: string }
