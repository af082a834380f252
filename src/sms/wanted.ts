import type { SmsSettings } from '../config/outgoing.ts'
import { numbersIn, readNumber } from './number.ts'
import type { QueuedText } from './queue.ts'
import { nextMoment, type QuietHours, type TextTimes } from './quiet.ts'
import { tooLong } from './segments.ts'

/** What is to become of a text, seen from now. */
export type Fate =
  | { kind: 'go'; number: string }
  /** Not yet: the quiet hours are to end first. */
  | { kind: 'wait'; until: number }
  | { kind: 'failed' | 'expired' | 'withdrawn'; reason: string }

/** Why a text is no longer wanted although its time has not run out; none where it is. */
export function whyWithdrawn(text: QueuedText): string | undefined {
  if (text.purpose === 'absence') {
    if (!text.on_roll) return 'the pupil has left'
    if (text.attended) return 'the register no longer has the pupil as absent'
  }
  if (text.contact_id === null) return undefined
  if (!text.linked) return 'the contact is no longer one of the pupil’s'
  const { number } = readNumber(text.number)
  if (!number || text.mobile === text.number) return undefined
  if (!text.mobile?.trim()) return 'the contact has no number any more'
  return numbersIn(text.mobile).includes(number) ? undefined : 'the contact has another number now'
}

export const timesOf = (
  text: Pick<QueuedText, 'queued_at' | 'not_before' | 'not_after' | 'urgent'>,
): TextTimes => ({
  queuedAt: Date.parse(text.queued_at),
  notBefore: text.not_before === null ? undefined : Date.parse(text.not_before),
  notAfter: text.not_after === null ? undefined : Date.parse(text.not_after),
  urgent: text.urgent === 1,
})

export function fateOf(
  text: QueuedText,
  settings: Pick<SmsSettings, 'provider'>,
  quiet: QuietHours,
  now: number,
): Fate {
  const withdrawn = whyWithdrawn(text)
  if (withdrawn) return { kind: 'withdrawn', reason: withdrawn }
  const { number, refused } = readNumber(text.number)
  const unfit = refused ?? tooLong(text.body, settings)
  if (unfit) return { kind: 'failed', reason: unfit }
  const next = nextMoment(quiet, timesOf(text), now)
  if (next === 'expired') return { kind: 'expired', reason: TOO_LATE }
  return next > now ? { kind: 'wait', until: next } : { kind: 'go', number: number as string }
}

export const TOO_LATE = 'its time was over before it could go'
