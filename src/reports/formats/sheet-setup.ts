import type { Feature, Image } from 'write-excel-file/node'
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings as insert,
  sanitizeTextContent,
} from 'write-excel-file/utility'

/**
 * What the library leaves to others to add: the buttons that filter the first sheet, and how it is printed, on A4, as
 * wide as the paper, with its header on each page (ECMA-376, 18.2.5, 18.3.1.2, 18.3.1.63 and 18.3.1.65).
 */
export function filteredAndPrintable(
  sheet: string,
  columns: number,
  rows: number,
): Feature<Image['content']> {
  const last = getCellAddress(rows, columns - 1)
  const quoted = `'${sheet.replaceAll("'", "''")}'`
  const absolute = last.replace(/([A-Z]+)(\d+)/, '$$$1$$$2')
  const names = [
    ...(rows > 0 ? [nameOf('_xlnm._FilterDatabase', `${quoted}!$A$1:${absolute}`, ' hidden="1"')] : []),
    nameOf('_xlnm.Print_Titles', `${quoted}!$1:$1`),
  ]
  const orientation = columns > 7 ? 'landscape' : 'portrait'
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          // At the end, where these two stand by the order of the standard.
          insert: (_options, { sheetIndex }) =>
            sheetIndex === 0
              ? `${rows > 0 ? `<autoFilter ref="A1:${last}"/>` : ''}<pageSetup paperSize="9" orientation="${orientation}" fitToHeight="0"/>`
              : '',
          transform: (xml, _options, { sheetIndex }) =>
            sheetIndex === 0
              ? xml.replace(/<worksheet[^>]*>/, '$&<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
              : xml,
        },
        'xl/workbook.xml': {
          transform: (xml) => {
            const order = getOrderOfSiblings('xl/workbook.xml', 'workbook')!
            return insert(xml, `<definedNames>${names.join('')}</definedNames>`, order, 'workbook')
          },
        },
      },
    },
  }
}

const nameOf = (name: string, range: string, more = '') =>
  `<definedName name="${name}" localSheetId="0"${more}>${sanitizeTextContent(range)}</definedName>`
