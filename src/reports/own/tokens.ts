import type { Span } from '../../config/source.ts'

/** A word, sign or parameter of a statement; what stands in comments and in quotes is none. */
export interface Token extends Span {
  text: string
}

/** Comments, texts, quoted names; then what is left. SQLite and SQL Server agree on these. */
const PARTS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\[[^\]]*\]?|@?[\p{L}\p{N}_$#]+|\S/gu

/** The tokens of a statement, in order, with their places. */
export function tokens(sql: string): Token[] {
  return [...sql.matchAll(PARTS)]
    .filter(([text]) => !/^(?:--|\/\*|'|"|\[)/.test(text))
    .map(({ 0: text, index }) => ({ text, from: index, to: index + text.length }))
}
