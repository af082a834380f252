import type { Feature, Image } from 'write-excel-file/node'
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings as insert,
  sanitizeTextContent,
} from 'write-excel-file/utility'

/**
 * What the library leaves to others to add: the buttons that filter the first sheet, and its header again on each page
 * when it is printed (ECMA-376, 18.3.1.2 and 18.2.5).
 */
export function filtered(sheet: string, columns: number, rows: number): Feature<Image['content']> {
  const last = getCellAddress(rows, columns - 1)
  const quoted = `'${sheet.replaceAll("'", "''")}'`
  const absolute = last.replace(/([A-Z]+)(\d+)/, '$$$1$$$2')
  const names = [
    ...(rows > 0 ? [nameOf('_xlnm._FilterDatabase', `${quoted}!$A$1:${absolute}`, ' hidden="1"')] : []),
    nameOf('_xlnm.Print_Titles', `${quoted}!$1:$1`),
  ]
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) =>
            sheetIndex === 0 && rows > 0
              ? placed('xl/worksheets/sheet{id}.xml', 'worksheet', xml, `<autoFilter ref="A1:${last}"/>`)
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
