import { distance } from 'fastest-levenshtein'

/** The candidate that was probably meant, if one is near: a slip or two, a swapped word, another case. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = normal(text)
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const name = normal(candidate)
    // `monday` for `mon`, `timeout` for `time`.
    const isPart =
      wanted.length > 2 && name.length > 2 && (wanted.startsWith(name) || name.startsWith(wanted))
    const apart = isPart ? 1 : distance(wanted, name)
    if (apart < Math.min(least, candidate.length)) {
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
  if (candidates.length > 12) return undefined
  return `${kind}: ${candidates.join(', ')}`
}

function normal(text: string): string {
  // A key of a thousand characters is nobody's slip, and would cost time.
  return text.slice(0, 100).toLowerCase().replaceAll('_', '-')
}
