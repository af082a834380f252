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
  const page = [
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    `<pageSetup paperSize="9" orientation="${columns > 7 ? 'landscape' : 'portrait'}" fitToHeight="0"/>`,
  ]
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) =>
            sheetIndex === 0
              ? [...(rows > 0 ? [`<autoFilter ref="A1:${last}"/>`] : []), ...page].reduce(
                  (sofar, element) => placed('xl/worksheets/sheet{id}.xml', 'worksheet', sofar, element),
                  xml,
                )
              : xml,
        },
        'xl/workbook.xml': {
          transform: (xml) =>
            placed('xl/workbook.xml', 'workbook', xml, `<definedNames>${names.join('')}</definedNames>`),
        },
      },
    },
  }
}

const nameOf = (name: string, range: string, more = '') =>
  `<definedName name="${name}" localSheetId="0"${more}>${sanitizeTextContent(range)}</definedName>`

const placed = (
  file: Parameters<typeof getOrderOfSiblings>[0],
  parent: string,
  xml: string,
  element: string,
): string => insert(xml, element, getOrderOfSiblings(file, parent)!, parent)
