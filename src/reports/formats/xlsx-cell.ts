import type { Cell } from 'write-excel-file/node'
import type { Row } from '../../db/database.ts'
import type { Zone } from '../../schedule/zone.ts'
import { isExact } from '../cell.ts'
import type { DocumentColumn } from '../document.ts'
import type { ReportColumn } from '../kit.ts'
import { looksLikeFormula } from './formula.ts'

/** The most a cell holds. */
const LONGEST = 32_767
/** How wide a column grows by itself, in characters: longer texts go on below. */
const WIDEST = 60

/** Makes cells of a workbook out of values, and remembers how wide they are. */
export class SheetCells {
  /** What could not be shown as it is. */
  readonly remarks: string[] = []
  readonly #zone: Zone
  readonly #widths: Map<string, number>

  constructor(columns: DocumentColumn[], zone: Zone) {
    this.#zone = zone
    // The button of the filter stands beside the title, which is bold; not every program makes its row higher.
    this.#widths = new Map(
      columns.map(({ key, title, width = 0 }) => [key, Math.max(width, Math.min(title.length + 4, 28))]),
    )
  }

  /**
   * The cell of a value; what is not what its column says is shown as text. A bare value where it needs no more: there
   * are a great many.
   */
  of(column: DocumentColumn, value: Row[string]): Cell {
    if (value === null || value === '') return null
    const cell = this.#typed(column, value)
    if (cell !== undefined) return cell
    if (column.width === undefined) this.#widen(column.key, String(value))
    return this.#text(String(value))
  }

  /** How many characters wide a column is. */
  width({ key, type }: DocumentColumn): number {
    return Math.max(this.#widths.get(key)!, LEAST[type] ?? 0)
  }

  #typed({ type }: ReportColumn, value: Exclude<Row[string], null>): Cell {
    const format = FORMATS[type]
    if (type === 'number' || type === 'percent') {
      const number = Number(value)
      if (!isExact(value)) return undefined
      return type === 'percent' || Math.abs(number) >= 1000 ? { value: number, format: format! } : number
    }
    if (type === 'time') {
      const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(String(value)) ?? []
      return hours
        ? { value: (Number(hours) * 60 + Number(minutes)) / 1440, type: Number, format }
        : undefined
    }
    if (type === 'text') return undefined
    const at = Date.parse(type === 'date' ? `${String(value).slice(0, 10)}T00:00:00Z` : String(value))
    if (Number.isNaN(at)) return undefined
    if (type === 'date') return new Date(at)
    // A workbook knows no zones: its moments are what the school's clock showed.
    return { value: new Date(at + this.#zone.offsetAt(at)), format: format! }
  }

  #text(given: string): Cell {
    const value = given.replace(/\r\n?/g, '\n')
    const isLong = value.length > LONGEST
    if (isLong && this.remarks.length === 0)
      this.remarks.push(
        `A cell holds ${LONGEST.toLocaleString('en-GB')} characters; longer texts are cut off.`,
      )
    const text = isLong ? `${value.slice(0, LONGEST - 1)}…` : value
    // As General, Excel would make a formula of it as soon as somebody goes into the cell and leaves it.
    const format = looksLikeFormula(text) ? { format: '@' } : undefined
    const wrap = text.length > WIDEST || text.includes('\n') ? { wrap: true } : undefined
    return format || wrap ? { value: literal(text), type: String, ...format, ...wrap } : literal(text)
  }

  #widen(key: string, text: string): void {
    const widest = Math.min(Math.max(...text.split('\n').map((line) => line.length)) + 2, WIDEST)
    if (widest > this.#widths.get(key)!) this.#widths.set(key, widest)
  }
}

/** How a day is shown, unless its cell says otherwise. */
export const DAY_FORMAT = 'dd/mm/yyyy'

const FORMATS: Partial<Record<ReportColumn['type'], string>> = {
  number: '#,##0',
  percent: '0.0%',
  instant: `${DAY_FORMAT} hh:mm`,
  time: 'hh:mm',
}

const LEAST: Partial<Record<ReportColumn['type'], number>> = { date: 12, instant: 18 }

/**
 * The text as it comes out again: `_x0041_` would be read as A (ECMA-376, 22.9.2.19). The library looks texts up in a
 * plain object and mistakes those that every object has, such as `constructor`: with a blank behind them it does not.
 */
function literal(text: string): string {
  const escaped = text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
  return escaped in {} ? `${escaped} ` : escaped
}
