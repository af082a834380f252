import type { Rows } from '../jobs/plan.ts'

/**
 * Why an incident cannot be copied to SIMS, as what was found on the way there: its ground, the type that stands for
 * it (by the ground, and in SIMS), likewise for the outcome, and the pupil. What was not found is none.
 */
export const reasons = {
  'ground-unknown': (found) => found.whereNull('ground'),
  'ground-unmapped': (found) => found.whereNotNull('ground').whereNull('type'),
  'ground-not-in-sims': (found) => found.whereNotNull('type').whereNull('sims_type'),
  'outcome-unknown': (found) => found.whereNull('outcome'),
  'outcome-unmapped': (found) => found.whereNotNull('outcome').whereNull('outcome_type'),
  'outcome-not-in-sims': (found) => found.whereNotNull('outcome_type').whereNull('sims_outcome'),
  'pupil-unknown': (found) => found.whereNull('pupil'),
} satisfies Record<string, (found: Rows) => Rows>

export type Reason = keyof typeof reasons

/** Those that have none of the reasons. */
export const canBeCopied = (found: Rows): Rows =>
  found.whereNotNull('sims_type').whereNotNull('sims_outcome').whereNotNull('pupil')
