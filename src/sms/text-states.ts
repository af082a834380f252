/** States of a text in the school's queue, in the order of its life. */
export const textStates = [
  ...(['queued', 'sending', 'sent', 'delivered', 'failed', 'unknown'] as const),
  ...(['expired', 'withdrawn', 'deleted'] as const),
]
export type TextState = (typeof textStates)[number]
