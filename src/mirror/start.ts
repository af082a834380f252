import type { JobContext } from '../jobs/kit.ts'
import { add, type Change, change } from '../jobs/plan.ts'

/** Since when incidents are ours to copy: since the job went live, and since the preference was last seen off. */
export async function mirrorStart({ from, read, liveSince }: JobContext): Promise<string> {
  const start = await read.first<{ since: string }>(from('mirror_start').select('since'))
  return start && start.since > liveSince ? start.since : liveSince
}

/** Remembers that up to now PARS wrote to SIMS itself. */
export const startAnew = ({ from, over, values, now }: JobContext): Change[] => [
  change('mirror_start', (start) => start, { since: now }),
  add(
    'mirror_start',
    ['id', 'since'],
    over(values({ id: 1, since: now })).whereNotExists(from('mirror_start').select('id')),
  ),
]
