import { createRequire } from 'node:module'
import path from 'node:path'
import type { TDocumentDefinitions } from 'pdfmake/interfaces'

/** What stands on the page that a printer is tried with. */
export interface TestPage {
  school: string
  printer: string
  /** Who tries it. */
  person: string
  /** When, on the school's clock. */
  at: string
}

/** The page, as a PDF. */
export async function testPage({ school, printer, person, at }: TestPage): Promise<Buffer> {
  const { default: pdfmake } = await import('pdfmake')
  const folder = path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'))
  const font = (name: string) => path.join(folder, 'ttf', `${name}.ttf`)
  pdfmake.addFonts({ DejaVu: { normal: font('DejaVuSans'), bold: font('DejaVuSans-Bold') } })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((file) => path.dirname(file) === path.join(folder, 'ttf'))
  const facts: [string, string][] = [
    ['Printer', printer],
    ['Printed', at],
    ['By', `pars-auto, for ${person}`],
  ]
  const page: TDocumentDefinitions = {
    pageSize: 'A4',
    pageMargins: 56,
    info: { title: 'Test page' },
    defaultStyle: { font: 'DejaVu', fontSize: 12 },
    content: [
      { text: school, fontSize: 20, bold: true },
      { text: 'This printer can be reached. Reports are printed like this page.', margin: [0, 12, 0, 24] },
      {
        table: { body: facts.map(([name, value]) => [{ text: name, bold: true }, value]) },
        layout: 'noBorders',
      },
    ],
  }
  return pdfmake.createPdf(page).getBuffer()
}
