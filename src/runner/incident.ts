import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { raise, settle } from './alert.ts'
import type { Result } from './result.ts'
import type { Claim } from './run.ts'
import { sentence } from './sentence.ts'

/** The sorts of trouble a job can be in. One does not hide another: each is an incident of its own. */
const KINDS = ['failed', 'held', 'partial'] as const

export const failedSubject = (job: string): string => `job ${job} failed`

/**
 * What the end of a run means for the incidents of its job, in the run's own transaction. A failure that is tried
 * again in a minute is not yet trouble, and a person who started the run sees for himself.
 * @returns whether somebody will be told
 */
export async function reflect(
  session: Session,
  configured: ConfiguredJob,
  claim: Claim,
  result: Result,
  now: number,
): Promise<boolean> {
  const subject = (kind: string) => `job ${configured.id} ${kind}`
  const { outcome } = result
  if (outcome === 'succeeded') {
    for (const kind of KINDS) await settle(session, subject(kind), now)
    return false
  }
  if (!claim.slot || claim.approved || result.slot === 'pending') return false
  const kind = outcome === 'held' || outcome === 'partial' ? outcome : 'failed'
  if (kind === 'partial') await settle(session, subject('failed'), now)
  return raise(session, subject(kind), sentence(configured, claim, result), now)
}
