import { type CsvError, Parser } from 'csv-parse'

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

/** The library's own messages would show the cell. */
const BROKEN: Record<string, string> = {
  CSV_INVALID_CLOSING_QUOTE:
    'a quotation mark ends a cell that goes on: inside a quoted cell, write it twice',
  INVALID_OPENING_QUOTE:
    'a quotation mark inside a cell: put the whole cell in quotation marks, and write the inner one twice',
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed',
  CSV_MAX_RECORD_SIZE: 'a row is longer than 64 MB: is a quotation mark not closed?',
}

/**
 * The rows of a CSV text that comes in pieces, some for each piece. Any line ends; commas, semicolons or tabs. Empty
 * lines are rows with one empty cell.
 */
export async function* rowsOf(pieces: Iterable<string>): AsyncGenerator<(Row | BadRow)[]> {
  let reader: Reader | undefined
  let beginning = ''
  const begin = () => {
    reader = new Reader(beginning)
    return reader.read(beginning)
  }
  for (const piece of pieces) {
    beginning += reader ? '' : piece
    // The first line names the columns and shows the separator.
    if (!reader && !/\S.*[\r\n]/.test(beginning) && beginning.length < LONGEST) continue
    yield await (reader ? reader.read(piece) : begin())
    if (reader?.isOver) return
  }
  if (!reader) yield await begin()
  yield await (reader as Reader | undefined)!.end()
}

class Reader {
  /** Reading on would make no sense. */
  isOver = false
  readonly #parser: Parser
  #rows: (Row | BadRow)[] = []
  #line = 1
  /** The line after the last whole row. */
  #next = 1
  /** The line of the last broken row: the library may find several things wrong with it. */
  #broken = 0
  #quoted = new Set<number>()
  /** CR LF inside cells so far: the library counts each as two lines. */
  #doubled = 0

  constructor(beginning: string) {
    this.#parser = new Parser({
      delimiter: separatorOf(beginning),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: LONGEST,
      skip_records_with_error: true,
      cast: (cell, { index, lines, quoting }) => {
        this.#see(cell, index, lines, quoting)
        return cell
      },
      on_record: (cells: string[], { lines }) => {
        this.#next = lines - this.#doubled + 1
        this.#rows.push({ line: this.#line, cells, quoted: this.#quoted })
        return null
      },
      on_skip: (error) => this.#skip(error as CsvError),
    })
    // What is wrong with a row has been told by then.
    this.#parser.on('error', () => {})
    this.#parser.resume()
  }

  async read(piece: string): Promise<(Row | BadRow)[]> {
    await new Promise<void>((done) => this.#parser.write(piece, () => done()))
    return this.#taken()
  }

  async end(): Promise<(Row | BadRow)[]> {
    if (!this.#parser.destroyed) await new Promise<void>((done) => this.#parser.end(() => done()))
    return this.#taken()
  }

  #taken(): (Row | BadRow)[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  #see(cell: string, index: number, lines: number, isQuoted: boolean): void {
    const breaks = isQuoted ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0
    if (breaks > 0) this.#doubled += cell.match(/\r\n/g)?.length ?? 0
    if (index === 0) {
      this.#line = lines - this.#doubled - breaks
      this.#quoted = new Set()
    }
    if (isQuoted) this.#quoted.add(index)
  }

  #skip({ code, lines }: CsvError): undefined {
    // One that is never closed is noticed at the end of the text.
    const line = code === 'CSV_QUOTE_NOT_CLOSED' ? this.#next : Number(lines) - this.#doubled
    if (line !== this.#broken)
      this.#rows.push({ line, broken: BROKEN[code] ?? 'the row cannot be read as CSV' })
    this.#broken = line
    if (code === 'INVALID_OPENING_QUOTE') this.#next = line + 1
    if (code === 'CSV_MAX_RECORD_SIZE') this.isOver = true
  }
}

function separatorOf(text: string): string {
  const [line = ''] = text.trimStart().split(/[\r\n]/, 1)
  const bare = line.replace(/"[^"]*"/g, '')
  const count = (separator: string) => bare.split(separator).length
  return [...SEPARATORS].sort((a, b) => count(b) - count(a))[0] as string
}
