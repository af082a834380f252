import { CST, Lexer } from 'yaml'

/** No config needs more; at some 800 the YAML library overflows the stack, which can end the process. */
const DEEPEST = 50

/** A large config has a few thousand words and signs; the YAML library takes seconds for a million. */
const LONGEST = 150_000

const SILENT = new Set<unknown>(['newline', 'space', 'comment', 'byte-order-mark'])
/** Tokens that the lexer adds: no text of the file. */
export const ADDED = new Set<unknown>(['scalar', 'doc-mode', 'flow-error-end'])

/** A text that the YAML library could not read in reasonable time and space. */
export class TooMuch extends Error {
  override name = 'TooMuch'
  /** Where it becomes too much: an offset into the text. */
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/**
 * The pieces that a text of YAML consists of, for the library's parser.
 * @throws TooMuch when one is reached that is deeper, or farther on, than it could read
 */
export function* piecesOf(text: string): Generator<string> {
  let offset = 0
  let column = 0
  let item: number | undefined
  let brackets = 0
  let tokens = 0
  // Columns of the keys and dashes that what follows may be below.
  const open: number[] = []
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token)
    if (ADDED.has(type)) {
      yield token
      continue
    }
    if (!SILENT.has(type)) {
      tokens++
      item ??= column
    }
    if (type === 'flow-map-start' || type === 'flow-seq-start') brackets++
    if (type === 'flow-map-end' || type === 'flow-seq-end') brackets--
    const isIndicator = type === 'seq-item-ind' || type === 'explicit-key-ind'
    if (brackets === 0 && (isIndicator || type === 'map-value-ind')) {
      const start = isIndicator ? column : item!
      while (open.length > 0 && open.at(-1)! >= start) open.pop()
      open.push(start)
    }
    if (isIndicator) item = undefined
    if (open.length + brackets > DEEPEST)
      throw new TooMuch(offset, `the file is nested more than ${DEEPEST} levels deep`)
    if (tokens > LONGEST) throw new TooMuch(offset, 'the file is too long for a config')
    yield token
    offset += token.length
    const lineEnd = token.lastIndexOf('\n')
    column = lineEnd === -1 ? column + token.length : token.length - lineEnd - 1
    if (lineEnd !== -1) item = undefined
  }
}
