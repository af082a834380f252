import { distance } from 'fastest-levenshtein'

/** What other programs call our keys. */
const ELSEWHERE: Record<string, string> = {
  time: 'at',
  times: 'at',
  when: 'at',
  schedule: 'cron',
  crontab: 'cron',
  interval: 'every',
  repeat: 'cycle',
  weekdays: 'cycle',
  needs: 'after',
  'depends-on': 'after',
  dependson: 'after',
  disabled: 'enabled',
  active: 'enabled',
  type: 'job',
  tz: 'timezone',
  zone: 'timezone',
}

/** The candidate that was probably meant, if one is near: a slip or two, a part of it, another case or word. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const wanted = normal(text)
  const translated = Object.hasOwn(ELSEWHERE, wanted) ? ELSEWHERE[wanted] : undefined
  if (translated && candidates.includes(translated)) return translated
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const name = normal(candidate)
    const apart = isPart(wanted, name) ? 1 : distance(wanted, name)
    if (apart < Math.min(least, candidate.length, wanted.length)) {
      best = candidate
      least = apart
    }
  }
  return best
}

/** A hint such as `did you mean 'at'?`; with nothing near, what is allowed, when that is a short list. */
export function didYouMean(text: string, candidates: readonly string[], kind: string): string | undefined {
  const near = nearest(text, candidates)
  if (near !== undefined) return `did you mean '${near}'?`
  return candidates.length > 12 ? undefined : `${kind}: ${candidates.join(', ')}`
}

/** `monday` and `mon`, `London` and `Europe/London`. */
function isPart(wanted: string, name: string): boolean {
  if (wanted.length < 3 || name.length < 3) return false
  return wanted.startsWith(name) || name.startsWith(wanted) || name.endsWith(`/${wanted}`)
}

function normal(text: string): string {
  // A key of a thousand characters is nobody's slip, and would cost time.
  return text.slice(0, 100).toLowerCase().replaceAll('_', '-')
}
