import type { Finding } from './problem.ts'
import { MASK } from './source.ts'

/** Shorter ones are only looked for in quotes: `1` is in too many messages. */
const SURE = 4

/**
 * Blanks confidential texts in what findings say. They are not put there in the first place; this is for
 * messages made elsewhere, such as those about a cron expression.
 */
export function scrub(findings: Finding[], confidential: ReadonlySet<string>): Finding[] {
  if (confidential.size === 0) return findings
  // The longest first: one may be part of another.
  const texts = [...confidential].sort((a, b) => b.length - a.length)
  const blank = (text: string) =>
    texts.reduce(
      (result, one) =>
        one.length < SURE ? result.replaceAll(`'${one}'`, `'${MASK}'`) : result.replaceAll(one, MASK),
      text,
    )
  return findings.map((finding) => ({
    ...finding,
    message: blank(finding.message),
    ...(finding.hint ? { hint: blank(finding.hint) } : {}),
  }))
}
