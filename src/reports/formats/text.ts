import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReportDocument } from '../document.ts'
import { concise } from '../grid.ts'
import { outline } from '../outline.ts'
import { inColumns, printable, wrapped } from './columns.ts'
import type { ReportFormat } from './format.ts'

/** For a terminal. */
export const text: ReportFormat = {
  extension: 'txt',
  type: 'text/plain',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(pieces(document), out)
  },
}

async function* pieces(document: ReportDocument): AsyncGenerator<string> {
  const { title, school, period, notes, madeAt } = document
  yield paragraphs(title, school, period)
  yield about(document)
  let isEmpty = true
  for await (const piece of inColumns(document, concise(outline(document)))) {
    isEmpty = false
    yield piece
  }
  if (isEmpty) yield `\n${paragraphs(document.empty)}`
  yield `\n${paragraphs(...(notes ? [notes] : []), `Made on ${madeAt}.`)}`
}

/** What a report is about, and what to know about this one. */
export function about({ explained, selection, remarks }: ReportDocument): string {
  const said = [...(explained ? [explained] : []), ...(selection ? [`Only: ${selection}`] : [])]
  return [said, remarks]
    .filter((some) => some.length > 0)
    .map((some) => `\n${paragraphs(...some)}`)
    .join('')
}

/** How long the lines of sentences are: what mail programs and narrow windows show whole. */
export const LINE = 78

/** Each wrapped. */
export const paragraphs = (...texts: string[]): string =>
  texts
    .flatMap((one) => printable(one).split('\n'))
    .flatMap((one) => wrapped(one, LINE))
    .map((line) => `${line}\n`)
    .join('')
