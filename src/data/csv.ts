/** One row of the file. */
export interface Row {
  /** Line on which it begins, from 1. */
  line: number
  cells: string[]
  /** Places of the cells in quotes: `""` is an empty text, nothing at all is no value. */
  quoted: ReadonlySet<number>
}

/** A row that is not CSV: its quotation marks are wrong. */
export interface BadRow {
  line: number
  broken: string
}

/** A row this long is a quotation mark that was never closed. */
const LONGEST = 64 * 1024 * 1024
const SEPARATORS = [',', ';', '\t']
const NONE: ReadonlySet<number> = new Set()

const CLOSED_EARLY = 'a quotation mark ends a cell that goes on: inside a quoted cell, write it twice'
const INSIDE =
  'a quotation mark inside a cell: put the whole cell in quotation marks, and write the inner one twice'
const NEVER_CLOSED = 'a quotation mark is opened and never closed'
const TOO_LONG = 'a row is longer than 64 MB: is a quotation mark not closed?'

/**
 * The rows of a CSV text that comes in pieces (RFC 4180; any line ends; commas, semicolons or tabs). Empty lines are
 * rows with one empty cell. Own code, because of each row the line is told and of each cell whether it was quoted.
 */
export function* rowsOf(pieces: Iterable<string>): Generator<Row | BadRow> {
  const reader = new Reader()
  for (const piece of pieces) {
    yield* reader.read(piece, false)
    if (reader.isTooLong) return
  }
  yield* reader.read('', true)
}

class Reader {
  /** What has not become rows yet, and what came after it. */
  #pieces: string[] = []
  #length = 0
  #text = ''
  #at = 0
  #line = 1
  #separator = ''
  /** Ends a cell that is not in quotes, or breaks it. */
  #end = /$/g
  isTooLong = false

  /** The rows that are whole with this piece. */
  read(piece: string, isLast: boolean): (Row | BadRow)[] {
    this.#pieces.push(piece)
    this.#length += piece.length
    // A row of many pieces is tried again when it has doubled, not with each of them.
    if (!isLast && this.#length < 2 * this.#text.length) return []
    this.#text = this.#pieces.join('')
    const rows = [...this.#rows(isLast)]
    this.#text = this.#text.slice(this.#at)
    this.#pieces = [this.#text]
    this.#length = this.#text.length
    this.isTooLong = this.#length > LONGEST
    if (this.isTooLong) rows.push({ line: this.#line, broken: TOO_LONG })
    return rows
  }

  *#rows(isLast: boolean): Generator<Row | BadRow> {
    for (this.#at = 0; this.#at < this.#text.length; ) {
      const row = this.#row(isLast)
      if (!row) return
      yield row
    }
  }

  /** The next row; undefined while its end is yet to come. */
  #row(isLast: boolean): Row | BadRow | undefined {
    const text = this.#text
    const from = this.#at
    const line = this.#line
    const end = endOfLine(text, from, isLast)
    if (end !== undefined) {
      const plain = text.slice(from, end)
      if (!this.#separator) this.#separate(plain)
      if (!plain.includes('"')) {
        this.#goOn(end, 0)
        return { line, cells: plain.split(this.#separator), quoted: NONE }
      }
    }
    // The end of a line may lie inside a quoted cell, and the end of the row further on.
    return this.#separator || isLast ? this.#quotedRow(isLast) : undefined
  }

  #quotedRow(isLast: boolean): Row | BadRow | undefined {
    const text = this.#text
    const from = this.#at
    const line = this.#line
    const cells: string[] = []
    const quoted = new Set<number>()
    for (let at = from; ; at += 1) {
      if (text[at] === '"') {
        const close = closing(text, at + 1)
        if (close === -1 && isLast) return this.#broken(from, text.length, NEVER_CLOSED, isLast)
        if (close === -1 || (close + 1 === text.length && !isLast)) return undefined
        quoted.add(cells.length)
        cells.push(text.slice(at + 1, close).replaceAll('""', '"'))
        at = close + 1
        if (at < text.length && !`${this.#separator}\r\n`.includes(text[at] as string))
          return this.#broken(from, at, CLOSED_EARLY, isLast)
      } else {
        this.#end.lastIndex = at
        const end = this.#end.exec(text)?.index ?? text.length
        if (end === text.length && !isLast) return undefined
        if (text[end] === '"') return this.#broken(from, end, INSIDE, isLast)
        cells.push(text.slice(at, end))
        at = end
      }
      if (text[at] === this.#separator) continue
      if (text[at] === '\r' && at + 1 === text.length && !isLast) return undefined
      this.#goOn(at, breaksIn(text.slice(from, at)))
      return { line, cells, quoted }
    }
  }

  /** Skips the rest of the line on which the row broke. */
  #broken(from: number, at: number, broken: string, isLast: boolean): BadRow | undefined {
    const line = this.#line
    const end = endOfLine(this.#text, at, isLast)
    if (end === undefined) return undefined
    this.#goOn(end, breaksIn(this.#text.slice(from, end)))
    return { line, broken }
  }

  #goOn(end: number, breaksInside: number): void {
    this.#line += breaksInside + 1
    this.#at = end + (this.#text.startsWith('\r\n', end) ? 2 : 1)
  }

  /** The first line names the columns and shows the separator. */
  #separate(line: string): void {
    if (line.trim() === '') return
    const bare = line.replace(/"[^"]*"/g, '')
    const count = (separator: string) => bare.split(separator).length
    this.#separator = SEPARATORS.toSorted((a, b) => count(b) - count(a))[0] as string
    this.#end = new RegExp(`[${this.#separator}"\\r\\n]`, 'g')
  }
}

/** Where the line ends; undefined when that is yet to be seen, as it is when CR may be half of CRLF. */
function endOfLine(text: string, from: number, isLast: boolean): number | undefined {
  BREAK.lastIndex = from
  const end = BREAK.exec(text)?.index ?? text.length
  if (!isLast && (end === text.length || (text[end] === '\r' && end + 1 === text.length))) return undefined
  return end
}

const BREAK = /[\r\n]/g

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/** The quotation mark that closes a cell: one that is not doubled. */
function closing(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}
