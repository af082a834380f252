/**
 * The words of a command line as a shell takes them apart, as far as a line of cron needs it: quotes, backslashes,
 * comments; `&&`, `;` and the like are words of their own. Nothing is expanded.
 */
export function shellWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  const token = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|(&&|\|\||[;|&])|(\s+)|([^\s'"\\;|&]+)/gy
  for (const [whole, single, double, escaped, operator, blank, plain] of text.matchAll(token)) {
    if (blank !== undefined || operator !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
      if (operator) words.push(operator)
    } else if (word === undefined && whole.startsWith('#')) return words
    else word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain)
  }
  return word === undefined ? words : [...words, word]
}
