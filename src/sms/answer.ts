import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import type { Verdict } from '../outbox/channel.ts'
import type { Answer, Outcome } from './http.ts'

/** Who is spoken of, for people. */
export interface Who {
  name: string
  /** The keys of the config that hold the login. */
  login: string
}

const DAY = 24 * 3_600_000

/**
 * What became of a text that was not plainly accepted. What a 400 means only the provider's own codes can tell: an
 * adapter that finds one among them speaks before this.
 * @param code the provider's own error code, shown to people; never its words, which may repeat the number
 */
export function verdictOf({ name, login }: Who, outcome: Outcome, code?: string | number): Verdict {
  if (outcome.kind === 'unreached') {
    return { kind: 'stop', reason: `${name} cannot be reached: ${outcome.reason}` }
  }
  if (outcome.kind === 'unclear') {
    return { kind: 'doubtful', reason: `${name} may have taken the text or not: ${outcome.reason}` }
  }
  const { status } = outcome
  const told = code === undefined ? `${status}` : `${status}, ${code}`
  const wait = retryAfter(outcome)
  switch (status) {
    // Says that the same request belongs elsewhere. The other redirects may follow what was done: 302, 303.
    case 301:
    case 307:
    case 308:
      return stop(`${name} redirects to another address (${told}), which is not followed: check sms.address`)
    case 401:
    case 403:
      return stop(`${name} does not accept the login (${told}): check ${login}`)
    case 402:
      return stop(`there is no credit left at ${name} (${told})`)
    case 404:
    case 405:
    case 410:
      return stop(`${name} does not know what it was asked for (${told}): check sms.address and ${login}`)
    case 429:
      return stop(`${name} takes no more texts for now (${told})`, wait)
    case 503:
      return stop(`${name} is not available for now (${told})`, wait)
    case 400:
    case 413:
    case 422:
      return { kind: 'refused', reason: `${name} refused the number or the text (${told})` }
    default:
      return { kind: 'doubtful', reason: `${name} may have taken the text or not: it answered ${told}` }
  }
}

/** What an accepted text's answer says; one that makes no sense leaves the text in doubt. */
export function acceptance({ name }: Who, answer: Answer, read: (body: string) => Verdict): Verdict {
  try {
    return read(answer.body)
  } catch {
    const reason = `${name} may have taken the text or not: it answered ${answer.status}, and no sense could be made of the rest`
    return { kind: 'doubtful', reason }
  }
}

/**
 * What a page of a list says.
 * @throws OutsideTrouble where there is none, or where it makes no sense
 */
export function page<T>(who: Who, outcome: Outcome, read: (body: string) => T): T {
  if (outcome.kind === 'answer' && outcome.status === 200) {
    try {
      return read(outcome.body)
    } catch {
      throw new OutsideTrouble(`${who.name} answered, and no sense could be made of it`, { passes: true })
    }
  }
  if (outcome.kind !== 'answer') {
    throw new OutsideTrouble(`${who.name} did not answer: ${outcome.reason}`, { passes: true })
  }
  const { status } = outcome
  const passes = status >= 500 || status === 429 || status === 408
  const verdict = verdictOf(who, outcome)
  const message = verdict.kind === 'stop' ? verdict.reason : `${who.name} answered ${status}`
  throw new OutsideTrouble(message, { passes })
}

/** @throws OutsideTrouble a list that was not read to its end must not look as though it had been */
export function goOn({ name }: Who, stop: AbortSignal): void {
  if (!stop.aborted) return
  throw new OutsideTrouble(`The program was asked to stop before ${name} had told everything`, {
    passes: true,
  })
}

/** @throws OutsideTrouble a list that leads back to a page it had before would never end */
export function notInCircles({ name }: Who, next: string, seen: Set<string>): void {
  if (seen.has(next)) throw new OutsideTrouble(`The list of ${name} goes in circles`, { passes: true })
  seen.add(next)
}

/**
 * How long the provider wants to be left alone, in milliseconds; a day at most. Its own clock is gone by where it
 * names an hour: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
function retryAfter({ headers }: Answer): number | undefined {
  const value = headers['retry-after']
  if (!value) return undefined
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, DAY)
  // No other form is a date: what else `Date.parse` reads, such as 1.5, would be an hour long past.
  const wait = / GMT$/.test(value) ? Date.parse(value) - Date.parse(headers.date ?? '') : Number.NaN
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), DAY)
}

const stop = (reason: string, retryAfter?: number): Verdict => ({
  kind: 'stop',
  reason,
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

/**
 * An instant as a provider writes it, as ISO 8601 in UTC with milliseconds. One without a zone is in UTC, and one
 * with more than three digits of a second loses the rest.
 * @throws RangeError on anything else
 */
export function instant(written: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d?)(:\d\d:\d\d(?:\.\d{1,3})?)\d*(Z|[+-]\d\d:?\d\d)?$/.exec(written)
  if (!parts) return new Date(written).toISOString()
  const [, day, hour = '', rest, zone = 'Z'] = parts
  return new Date(`${day}T${hour.padStart(2, '0')}${rest}${zone}`).toISOString()
}
