// East Asian wide and fullwidth characters, as terminals draw them (Unicode annex 11).
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u
/** Latin letters, accents included: a column each. Without the soft hyphen, which nobody sees. */
const PLAIN = /^[ -~\u00A1-\u00AC\u00AE-\u024F]*$/
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u

let characters: Intl.Segmenter | undefined

/** How many columns a text takes on a terminal: two for 學 and 🚌, none for an accent that is added to a letter. */
export function width(text: string): number {
  if (PLAIN.test(text)) return text.length
  let columns = 0
  // Made when it is needed: that takes as long as much else of a start.
  characters ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of characters.segment(text)) {
    if (NOTHING.test(segment)) continue
    columns += EMOJI.test(segment) || WIDE.test(segment) ? 2 : 1
  }
  return columns
}
