/**
 * Puts lines behind the line on which `offset` is, or before the one that it begins, and behind the comments below
 * that are indented as far as `column` and so belong to what is there.
 */
export function withLines(text: string, offset: number, lines: string[], column: number): string {
  const rest = text.slice(offset)
  const isAtStart = offset > 0 && /[\r\n]/.test(text[offset - 1]!)
  const own = isAtStart ? 0 : /^[^\r\n]*(\r\n|\r|\n|$)/.exec(rest)![0].length
  const comments = new RegExp(
    `^(?:(?:[ \\t]*(?:\\r\\n|\\r|\\n))*[ \\t]{${column},}#[^\\r\\n]*(?:\\r\\n|\\r|\\n|$))*`,
  )
  const place = offset + own + comments.exec(rest.slice(own))![0].length
  if (place === text.length) return endOf(text, lines)
  const ending = lineEndOf(text)
  return text.slice(0, place) + lines.map((line) => line + ending).join('') + text.slice(place)
}

/** Puts lines behind everything; the last line ends as the last one of the text did, in a line break or not. */
export function endOf(text: string, lines: string[]): string {
  const ending = lineEndOf(text)
  const isEnded = text === '' || /[\r\n]$/.test(text)
  return isEnded ? text + lines.map((line) => line + ending).join('') : text + ending + lines.join(ending)
}

export const lineEndOf = (text: string) => /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'

/** The blanks before an offset on its line; where something else is before it, as many blanks as it has characters. */
export function columnOf(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  return text.slice(start, offset).replace(/[^ ]/g, ' ')
}
