import type { JobContext } from '../../jobs/kit.ts'
import type { Queries } from '../../jobs/queries.ts'

/** That a report went out: the last time it did for an occasion. */
export interface Sent {
  edition: number
  /** The school's date that it was made for. */
  day: string
  /** ISO 8601 in UTC. */
  handed_over_at: string
}

/** When it last went out for an occasion; undefined where it has not. */
export const lastSent = (
  { from, read, id }: Pick<Queries, 'from' | 'read'> & Pick<JobContext, 'id'>,
  occasion: string,
): Promise<Sent | undefined> =>
  read.first<Sent>(
    from('report_sent')
      .where({ job: id, occasion })
      .orderBy('edition', 'desc')
      .limit(1)
      .select('edition', 'day', 'handed_over_at'),
  )
