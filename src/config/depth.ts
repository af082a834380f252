import { CST, Lexer } from 'yaml'

/** No config needs more; at some 800 the YAML library overflows the stack, which can end the process. */
const DEEPEST = 50

// Tokens that the lexer adds: no text of the file.
const ADDED = new Set<unknown>(['scalar', 'doc-mode', 'flow-error-end'])
const EMPTY = new Set<unknown>(['newline', 'space', 'comment', 'byte-order-mark'])

/** The offset at which lists and keys are nested deeper than any config needs; undefined when they are not. */
export function nestedTooDeep(text: string): number | undefined {
  let offset = 0
  let column = 0
  let brackets = 0
  // Columns at which something starts that what follows may be part of.
  const open: number[] = []
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token)
    if (ADDED.has(type)) continue
    if (type === 'flow-map-start' || type === 'flow-seq-start') brackets++
    if (type === 'flow-map-end' || type === 'flow-seq-end') brackets--
    if (brackets === 0 && !EMPTY.has(type)) {
      while (open.length > 0 && open.at(-1)! >= column) open.pop()
      open.push(column)
    }
    // A key and its colon count for two.
    if (open.length > 2 * DEEPEST || brackets > DEEPEST) return offset
    offset += token.length
    const lineEnd = token.lastIndexOf('\n')
    column = lineEnd === -1 ? column + token.length : token.length - lineEnd - 1
  }
  return undefined
}
