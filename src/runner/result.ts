import type { Outcome } from './run.ts'
import type { SlotState } from './slot.ts'

/** What came of an attempt. */
export interface Result {
  outcome: Outcome
  /** State of the slot afterwards; none for a run that a person started. */
  slot?: SlotState
  counts: Record<string, number>
  withheld: Record<string, number>
  message?: string
  /** It only worked out what it would have done. */
  shadow?: true
  /** An alert goes out about it. */
  isNews?: boolean
}
