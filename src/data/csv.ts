import { type CsvError, Parser } from 'csv-parse'

/** One row of the file. */
export interface Row {
  /** Line on which it begins, from 1. */
  line: number
  cells: string[]
  /** Whether a cell was in quotes: `""` is an empty text, nothing at all is no value. */
  quoted: (at: number) => boolean
}

/** A row that is not CSV: its quotation marks are wrong. */
export interface BadRow {
  line: number
  broken: string
}

/** A cell this long is a quotation mark that was never closed. */
const LONGEST = 128 * 1024 * 1024
const SEPARATORS = [',', ';', '\t'] as const

const BROKEN: Record<string, string> = {
  CSV_INVALID_CLOSING_QUOTE:
    'a quotation mark ends a cell that goes on: inside a quoted cell, write it twice',
  INVALID_OPENING_QUOTE:
    'a quotation mark inside a cell: put the whole cell in quotation marks, and write the inner one twice',
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed',
  CSV_MAX_RECORD_SIZE: 'a row is longer than 128 MB: is a quotation mark not closed?',
}

/** The rows of a CSV file given as UTF-8, a batch for each piece of it. Empty lines count, but are no rows. */
export async function* rowsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<(Row | BadRow)[]> {
  let parser: Parsing | undefined
  let begun = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (parser) {
      yield await parser.feed(chunk)
      continue
    }
    // The first line names the columns and shows the separator.
    begun = Buffer.concat([begun, chunk])
    if (!/[\r\n]/.test(begun.toString('latin1').trimStart()) && begun.length < 100_000) continue
    parser = new Parsing(separatorOf(begun.toString()))
    yield await parser.feed(begun)
  }
  parser ??= new Parsing(separatorOf(begun.toString()))
  if (parser.fed === 0) yield await parser.feed(begun)
  yield await parser.end()
}

function separatorOf(text: string): string {
  const line =
    text
      .trimStart()
      .split(/[\r\n]/, 1)[0]
      ?.replace(/"[^"]*"/g, '') ?? ''
  const count = (separator: string) => line.split(separator).length
  return [...SEPARATORS].sort((a, b) => count(b) - count(a))[0] as string
}

class Parsing {
  fed = 0
  readonly #parser: Parser
  readonly #lines = new Lines()
  readonly #separator: string
  #rows: (Row | BadRow)[] = []
  /** Line of the last row that was found broken: it is told once. */
  #broken = 0

  constructor(separator: string) {
    this.#separator = separator
    this.#parser = new Parser({
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      raw: true,
      max_record_size: LONGEST,
      skip_records_with_error: true,
      on_skip: (error) => {
        this.#skip(error as CsvError)
        return undefined
      },
      on_record: (record, { bytes }) => this.#take(record as never, bytes),
    })
    this.#parser.on('error', () => {})
    this.#parser.resume()
  }

  async feed(chunk: Buffer): Promise<(Row | BadRow)[]> {
    this.fed += chunk.length
    this.#lines.add(chunk)
    await new Promise<void>((done, fail) => {
      this.#parser.write(chunk, (error) => (error ? fail(error) : done()))
    }).catch(told)
    return this.#taken()
  }

  async end(): Promise<(Row | BadRow)[]> {
    await new Promise<void>((done, fail) => {
      this.#parser.once('error', fail)
      this.#parser.end(() => done())
    }).catch(told)
    return this.#taken()
  }

  #taken(): (Row | BadRow)[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  #take({ record, raw }: { record: string[]; raw: string }, bytes: number): null {
    const { breaks, ended } = this.#lines.upTo(bytes)
    if (record.length === 1 && record[0] === '' && !raw.includes('"')) return null
    const hasQuotes = raw.includes('"')
    const inside = hasQuotes ? record.reduce((sum, cell) => sum + breaksIn(cell), 0) : 0
    let marks: boolean[] | undefined
    const quoted = (at: number) => {
      if (!hasQuotes) return false
      marks ??= quotedCells(raw, this.#separator)
      return marks[at] ?? false
    }
    this.#rows.push({ line: 1 + breaks - inside - (ended ? 1 : 0), cells: record, quoted })
    return null
  }

  #skip(error: CsvError): void {
    // The message of the library would show the cell.
    const broken = BROKEN[error.code] ?? 'the row cannot be read as CSV'
    const line = 1 + this.#lines.upTo(Number(error.bytes)).breaks
    if (line !== this.#broken) this.#rows.push({ line, broken })
    this.#broken = line
    // The library would lose the rest of the piece and go on.
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw error
  }
}

/** What ends the reading has been told as a broken row. */
function told(error: unknown): void {
  if (
    (error as { code?: string }).code !== 'CSV_MAX_RECORD_SIZE' &&
    !/after (end|destroy)|destroyed/.test(String(error))
  )
    throw error
}

const breaksIn = (cell: string): number =>
  /[\r\n]/.test(cell) ? (cell.match(/\r\n|\r|\n/g)?.length ?? 0) : 0

/** Which cells of a well-formed row are in quotes. */
function quotedCells(raw: string, separator: string): boolean[] {
  const marks: boolean[] = []
  // What is left of the line break before it comes along.
  let at = /^\n/.test(raw) ? 1 : 0
  while (at <= raw.length) {
    const quoted = raw[at] === '"'
    marks.push(quoted)
    if (quoted) {
      at = raw.indexOf('"', at + 1)
      while (at !== -1 && raw[at + 1] === '"') at = raw.indexOf('"', at + 2)
      if (at === -1) break
    }
    const next = raw.indexOf(separator, at)
    if (next === -1) break
    at = next + 1
  }
  return marks
}

/** Counts line breaks up to a position in the pieces that were fed. Positions never go back. */
class Lines {
  #pieces: { from: number; bytes: Buffer }[] = []
  #end = 0
  #at = 0
  #breaks = 0
  #last = 0

  add(bytes: Buffer): void {
    this.#pieces.push({ from: this.#end, bytes })
    this.#end += bytes.length
  }

  /** `ended`: whether the byte before the position ends a line. */
  upTo(position: number): { breaks: number; ended: boolean } {
    while (this.#at < position && this.#pieces[0]) {
      const { from, bytes } = this.#pieces[0]
      const to = Math.min(position - from, bytes.length)
      for (let at = this.#at - from; at < to; at += 1) {
        const byte = bytes[at] as number
        if (byte === 13 || (byte === 10 && this.#last !== 13)) this.#breaks += 1
        this.#last = byte
      }
      this.#at = from + to
      if (to === bytes.length) this.#pieces.shift()
    }
    return { breaks: this.#breaks, ended: this.#last === 10 || this.#last === 13 }
  }
}
