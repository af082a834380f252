import type { ConfiguredJob } from '../../config/config.ts'
import type { Day } from '../../schedule/day.ts'
import type { Delivery } from './settings.ts'

/** What a person says of a run that he starts himself. */
export interface Asked {
  /** As of another day than today. */
  day: Day | undefined
  /** Also where it has gone out for this period. */
  again: boolean
}

/** A report job for a run that a person asks for. */
export function asked(configured: ConfiguredJob, { day, again }: Asked): ConfiguredJob {
  const { job } = configured
  return {
    ...configured,
    job: {
      ...job,
      async prepare(params, context, session) {
        const { prepare } = await import('./prepare.ts')
        return prepare(params as Delivery, day ? { ...context, slotDay: day } : context, session, again)
      },
    },
  }
}
