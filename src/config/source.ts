/** A stretch of a text, in UTF-16 units as JavaScript counts them; `to` is exclusive. */
export interface Span {
  from: number
  to: number
}

/** Where a stretch stands, as editors count: from 1, columns in UTF-16 units, `endColumn` exclusive. */
export interface Position {
  line: number
  column: number
  endColumn: number
}

/** One line of the file to show, and the part of it that is meant: indices into `text`, `to` exclusive. */
export interface Excerpt {
  text: string
  from: number
  to: number
}

/** What stands in place of a value that nobody should read. */
export const MASK = '***'

/** How much of a very long line is shown, in UTF-16 units. */
const WINDOW = 160

/** A file's text, by lines. CR LF, LF and a CR alone end a line, as in YAML and in editors. */
export class Source {
  readonly text: string
  readonly #starts = [0]

  constructor(text: string) {
    this.text = text
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length)
  }

  /** The line, from 1, on which an offset lies. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle
    }
    return high
  }

  /** Where a span starts, and where its part on that line ends. A span outside the text is moved inside. */
  position(span: Span): Position {
    const { line, from, to, start } = this.#clip(span)
    return { line, column: from - start + 1, endColumn: to - start + 1 }
  }

  /** The line on which a span starts, with `masks` (in order, apart from each other) blanked out. */
  excerpt(span: Span, masks: Span[] = []): Excerpt {
    const { from, to, start, end } = this.#clip(span)
    const pieces: Piece[] = []
    let at = start
    for (const mask of masks.filter((one) => one.from < end && one.to > start)) {
      const hidden = { from: Math.max(mask.from, start), to: Math.min(mask.to, end) }
      pieces.push({ from: at, to: hidden.from, text: this.text.slice(at, hidden.from) })
      pieces.push({ ...hidden, text: MASK, masked: true })
      at = hidden.to
    }
    pieces.push({ from: at, to: end, text: this.text.slice(at, end) })
    const text = pieces.map((piece) => piece.text).join('')
    return shorten({
      text,
      from: startIn(pieces, from),
      to: Math.max(startIn(pieces, from), endIn(pieces, to)),
    })
  }

  #clip(span: Span) {
    const from = Math.min(Math.max(span.from, 0), this.text.length)
    const line = this.lineAt(from)
    const start = this.#starts[line - 1]!
    const next = this.#starts[line] ?? this.text.length
    const end = start + this.text.slice(start, next).replace(/[\r\n]+$/, '').length
    return {
      line,
      start,
      end,
      from: Math.min(from, end),
      to: Math.max(Math.min(from, end), Math.min(span.to, end)),
    }
  }
}

/** Part of a line as it is shown. */
interface Piece extends Span {
  text: string
  masked?: true
}

function startIn(pieces: Piece[], offset: number): number {
  const index = pieces.findIndex((piece) => offset < piece.to)
  if (index === -1) return lengthOf(pieces)
  const { from, masked } = pieces[index]!
  return lengthOf(pieces.slice(0, index)) + (masked ? 0 : offset - from)
}

function endIn(pieces: Piece[], offset: number): number {
  const index = pieces.findIndex((piece) => offset <= piece.to)
  if (index === -1) return lengthOf(pieces)
  const { from, masked } = pieces[index]!
  return lengthOf(pieces.slice(0, index)) + (masked ? MASK.length : offset - from)
}

const lengthOf = (pieces: Piece[]) => pieces.reduce((length, { text }) => length + text.length, 0)

function shorten({ text, from, to }: Excerpt): Excerpt {
  if (text.length <= WINDOW) return { text, from, to }
  const first = wholeCharacter(text, Math.max(0, Math.min(from - WINDOW / 4, text.length - WINDOW)))
  const last = wholeCharacter(text, Math.min(text.length, first + WINDOW))
  const before = first > 0 ? '…' : ''
  const after = last < text.length ? '…' : ''
  const moved = (at: number) => Math.min(at, last) - first + before.length
  return { text: before + text.slice(first, last) + after, from: moved(from), to: moved(to) }
}

/** Moves an index out of the middle of a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  return index > 0 && /[\uDC00-\uDFFF]/.test(text[index] ?? '') ? index - 1 : index
}
