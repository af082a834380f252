import type { DocumentColumn } from '../document.ts'
import { usualWidth } from '../grid.ts'

/** How a table lies on A4. Sizes in points. */
export interface PaperLayout {
  orientation: 'portrait' | 'landscape'
  fontSize: number
  /** Of each column, without the room between them. */
  widths: number[]
}

export const MARGIN = 40
/** On either side of what is in a cell. */
export const PADDING = 5
const SHORT = 595.28
const LONG = 841.89
/** How wide a character of DejaVu Sans Condensed is on average, as a part of its size. */
export const CHARACTER = 0.56
/** Titles are bold; and a word of them that does not fit would be broken in its middle. */
const BOLD = 1.15
const MOST_CHARACTERS = 40

/**
 * Upright if the columns have room so, else on its side, and smaller if even that is too narrow.
 * @param longest characters of the longest value of each column
 */
export function paperLayout(columns: DocumentColumn[], longest: number[]): PaperLayout {
  const needs = columns.map((column, at) => {
    const title = Math.max(...column.title.split(/\s+/).map((word) => word.length)) * BOLD + 1
    const width = Math.max(longest[at]!, column.width ? Math.min(usualWidth(column), longest[at]! * 2) : 0)
    return Math.max(title, Math.min(width, MOST_CHARACTERS) + 1, 3)
  })
  for (const [orientation, fontSize] of CHOICES) {
    const room = (orientation === 'portrait' ? SHORT : LONG) - 2 * (MARGIN + PADDING * columns.length)
    const wanted = needs.map((need) => need * CHARACTER * fontSize)
    const left = room - sum(wanted)
    const isLast = orientation === 'landscape' && fontSize === 6.5
    if (left < 0 && !isLast) continue
    const texts = sum(columns.map((column, at) => (column.type === 'text' ? wanted[at]! : 0)))
    return {
      ...{ orientation, fontSize },
      // What is left over goes to the texts; what is missing is taken from all.
      widths: wanted.map((width, at) => {
        if (left < 0) return (width * room) / sum(wanted)
        if (texts === 0) return width + left / columns.length
        return columns[at]!.type === 'text' ? width + (left * width) / texts : width
      }),
    }
  }
  throw new Error('The last choice always fits.')
}

const CHOICES: ['portrait' | 'landscape', number][] = [
  ['portrait', 9],
  ['landscape', 9],
  ['landscape', 8],
  ['landscape', 6.5],
]

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
