import type { ReportDocument } from './document.ts'
import { bytesOf } from './formats/bytes.ts'

/** A report as a mail shows it. */
export interface Letter {
  text: string
  html: string
  /** Charts that the HTML shows (`cid:`), as PNG. */
  pictures: { cid: string; name: string; bytes: Buffer }[]
  /** How many rows the report has, and how many of them the mail shows: it may have more than a mail can hold. */
  rows: number
  shown: number
}

/** @param attached names of files that go with the mail, for what it says about rows that it does not show */
export async function letterOf(document: ReportDocument, _attached: string[] = []): Promise<Letter> {
  let rows = 0
  for await (const _ of document.rows()) rows += 1
  const html = (await bytesOf(document, 'html')).toString()
  const text = (await bytesOf(document, 'text')).toString()
  return { text, html, pictures: [], rows, shown: rows }
}
