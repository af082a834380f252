import { type Html, html } from '../info/html.ts'
import { Templates } from '../mail/template.ts'
import { listed } from '../schedule/weekday.ts'
import { type ChartFigures, ChartNotes, figuresInWords } from './chart.ts'
import { type Drawing, drawingOf } from './chart-drawing.ts'
import { countInWords } from './counted.ts'
import type { ReportDocument } from './document.ts'
import { inColumns } from './formats/columns.ts'
import { about, LINE, paragraphs } from './formats/text.ts'
import { concise } from './grid.ts'
import { aside, emptyBox, LetterTables, letterWidth, opening, picture, stress } from './letter-html.ts'
import { type Line, outline } from './outline.ts'

/** A report as a mail shows it. */
export interface Letter {
  /** The usual one: title and period. */
  subject: string
  text: string
  html: string
  /** Charts that the HTML shows (`cid:`), as PNG. */
  pictures: { cid: string; name: string; bytes: Buffer }[]
  /** How many rows the report has, and how many of them the mail shows: it may have more than a mail can hold. */
  rows: number
  shown: number
}

/**
 * How much of the HTML the rows may take, in bytes: Gmail shows some 102 KB of a mail and cuts off the rest
 * (https://www.spamresource.com/2022/01/what-is-gmail-clipping-and-what-to-do.html). What stands around them takes ten.
 */
const MOST_BYTES = 84_000

const CID = 'chart'

const templates = new Templates()

/** @param attached names of files that go with the mail, for what it says about rows that it does not show */
export async function letterOf(document: ReportDocument, attached: string[] = []): Promise<Letter> {
  const { title, school, period, empty, notes, madeAt } = document
  const body = await bodyOf(document)
  const { rows, shown } = body
  const count = countInWords(rows, document.rowName)
  const figures = body.figures
  const drawing = figures && drawingOf(figures)
  const missing = shown < rows ? whereTheRestIs(document, body, attached) : undefined
  const words = await templates.render('report', {
    ...{ title, school, period, wide: letterWidth(document) },
    preheader: rows === 0 ? empty : `${count}. ${period}`,
    closing: `Made on ${madeAt} by a program.`,
    htmlBody:
      html`${opening(document, rows === 0 ? '' : count)}${figures && drawing ? picture(CID, figures, drawing) : ''}${rows === 0 ? emptyBox(empty) : body.tables}${missing ? stress(missing) : ''}${notes ? aside(notes) : ''}`
        .text,
    textBody: [
      paragraphs(title, period),
      about(document),
      figures ? `\n${paragraphs(`${figures.title}: ${figuresInWords(figures)}.`)}` : '',
      rows === 0 ? `\n${paragraphs(empty)}` : await columnsOf(document, body.lines),
      missing ? `\n${paragraphs(missing)}` : '',
      notes ? `\n${paragraphs(notes)}` : '',
    ].join(''),
  })
  return { ...words, pictures: drawing ? [await pngOf(document, drawing)] : [], rows, shown }
}

/** What goes by in one pass over the rows. */
interface Body {
  tables: Html
  /** The lines that the tables show. */
  lines: Line[]
  figures: ChartFigures | undefined
  rows: number
  shown: number
}

async function bodyOf(document: ReportDocument): Promise<Body> {
  const chart = new ChartNotes(document)
  const tables = new LetterTables(document)
  const pieces: Html[] = []
  const lines: Line[] = []
  let [rows, shown, bytes, isFull] = [0, 0, 0, false]
  const add = (line: Line) => {
    lines.push(line)
    pieces.push(tables.write(line))
    bytes += Buffer.byteLength(pieces.at(-1)!.text)
  }
  // Headings wait for the first row below them: the last thing shown is never a heading.
  let headings: Line[] = []
  for await (const line of concise(chart.along(outline(document)))) {
    if (line.kind === 'row') rows += 1
    isFull ||= bytes + roomFor(document, line) > MOST_BYTES
    if (line.kind === 'heading') headings.push(line)
    else if (!isFull || (line.kind === 'total' && line.level === 0)) {
      if (!isFull) for (const heading of headings) add(heading)
      headings = []
      add(line)
      if (line.kind === 'row') shown += 1
    }
  }
  pieces.push(tables.close())
  return { tables: html`${pieces}`, lines, figures: chart.figures(), rows, shown }
}

/** No less than what a line may take: what is written for it is known only when it stands where it shall. */
function roomFor(document: ReportDocument, line: Line): number {
  const tags = 300 + 80 * document.columns.length
  return line.kind === 'row' ? tags + Buffer.byteLength(JSON.stringify(line.row)) : tags
}

async function columnsOf(document: ReportDocument, lines: Line[]): Promise<string> {
  let text = ''
  for await (const piece of inColumns(document, lines, LINE)) text += piece
  return text
}

/** What it says about rows that it does not show. */
function whereTheRestIs(
  { name, rowName }: ReportDocument,
  { rows, shown }: Pick<Body, 'rows' | 'shown'>,
  attached: string[],
): string {
  const first = `A mail cannot hold it all: the first ${shown.toLocaleString('en-GB')} of ${countInWords(rows, rowName)} are shown.`
  const files = attached.length > 0 ? listed(attached) : undefined
  return files
    ? `${first} All of them are in the attached ${attached.length === 1 ? 'file' : 'files'} ${files}.`
    : `${first} For all of them, have a file attached (attach: xlsx in the settings of the job), or make one: pars-auto report run ${name} --format xlsx --out FILE`
}

async function pngOf(document: ReportDocument, drawing: Drawing): Promise<Letter['pictures'][number]> {
  // Loaded with the first chart: it is native and large.
  const { pictureOf } = await import('./chart-picture.ts')
  return { cid: CID, name: `${document.name}.png`, bytes: await pictureOf(drawing) }
}

/** The HTML exactly as it is mailed, with its pictures in it, for a browser. */
export const previewOf = ({ html: mailed, pictures }: Pick<Letter, 'html' | 'pictures'>): string =>
  pictures.reduce(
    (page, { cid, bytes }) =>
      page.replace(`src="cid:${cid}"`, () => `src="data:image/png;base64,${bytes.toString('base64')}"`),
    mailed,
  )
