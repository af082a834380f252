/**
 * Words as one text, as Windows programs take theirs apart again: in quotes where there is a blank; a backslash counts
 * as itself unless a quote follows.
 */
export const joinWords = (words: string[]): string => words.map(quoted).join(' ')

function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
}

/** The words of such a text. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const slashes = /^\\*/.exec(text.slice(at))![0].length
    if (slashes > 0) {
      const isBeforeQuote = text[at + slashes] === '"'
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? slashes >> 1 : slashes)
      at += slashes - 1
      if (isBeforeQuote && slashes % 2 === 1) {
        word += '"'
        at += 1
      }
    } else if (text[at] === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (!isQuoted && /\s/.test(text[at]!)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + text[at]
  }
  return word === undefined ? words : [...words, word]
}
