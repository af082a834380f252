import { width } from '../config/formats/width.ts'
import { niceStep } from '../info/charts.ts'
import { type Html, html } from '../info/html.ts'
import { grouped } from '../info/words.ts'
import { type Bar, type ChartFigures, figuresInWords } from './chart.ts'

/** A chart as SVG, on no background. */
export interface Drawing {
  svg: Html
  width: number
  height: number
}

/** Narrow, so that its words can still be read where a phone shows it in two thirds of its size. */
const WIDTH = 460
const PITCH = 26
const TOP = 40
/** Where the words of a bar stand, below its top. */
const BASELINE = 14
const BOTTOM = 26
/** Room for the value at the end of the longest bar. */
const RIGHT = 76
/** How wide a letter is at most, on average, at the size of the labels. */
const LETTER = 8
const LONGEST_LABEL = 24
const LONGEST_TITLE = 46

const INK = '#1b1f24'
const SOFT = '#57606a'

/**
 * Horizontal bars. Colours and sizes are attributes, which browsers and what makes pictures and PDFs understand alike;
 * a page gives the classes its own colours: `bar`, `ink`, `soft`, `grid`, `zero`, and `paper` behind values.
 */
export function drawingOf(figures: ChartFigures): Drawing {
  const { title, bars, type } = figures
  const names = bars.map(({ name }) => cut(name, LONGEST_LABEL))
  const left = Math.max(60, ...names.map((name) => width(name) * LETTER + 12))
  const height = TOP + bars.length * PITCH + BOTTOM
  const axis = type === 'percent' ? percentAxis(bars) : numberAxis(bars)
  const x = (value: number) =>
    round(left + ((WIDTH - left - RIGHT) * (value - axis.from)) / (axis.to - axis.from))
  const grid = ticksOf(axis).map((value) =>
    gridLine(x(value), height - BOTTOM, axis.label(value), value === 0),
  )
  const rows = bars.map(
    (bar, at) =>
      html`<text class="ink" x="${left - 8}" y="${TOP + at * PITCH + BASELINE}" text-anchor="end" fill="${INK}">${names[at]!}</text>${barOf(bar, TOP + at * PITCH, x)}`,
  )
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-title chart-desc" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="'DejaVu Sans', Verdana, sans-serif" font-size="13"><title id="chart-title">${drawable(title)}</title><desc id="chart-desc">${drawable(figuresInWords(figures))}</desc><text class="ink" x="0" y="18" font-size="15" font-weight="bold" fill="${INK}">${cut(title, LONGEST_TITLE)}</text>${grid}${rows}</svg>`
  return { svg, width: WIDTH, height }
}

interface Axis {
  from: number
  to: number
  step: number
  label: (value: number) => string
}

/** All of it where a bar is longer than half; bars begin at 0, or they would lie. */
function percentAxis(bars: Bar[]): Axis {
  const highest = Math.max(...bars.map(({ value }) => value))
  const label = (value: number) => `${Math.round(value * 100)}%`
  if (highest > 0.5) return { from: 0, to: 1, step: 0.25, label }
  const step = niceStep(highest * 100) / 100
  return { from: 0, to: Math.max(1, Math.ceil(highest / step - 1e-9)) * step, step, label }
}

function numberAxis(bars: Bar[]): Axis {
  const values = bars.map(({ value }) => value)
  const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)]
  const step = niceStep(highest - lowest)
  const from = Math.floor(lowest / step) * step
  return { from, to: Math.max(Math.ceil(highest / step) * step, from + step), step, label: grouped }
}

const ticksOf = ({ from, to, step }: Axis): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, at) => from + at * step)

const gridLine = (x: number, foot: number, text: string, isZero: boolean): Html =>
  html`<line class="${isZero ? 'zero' : 'grid'}" x1="${x}" x2="${x}" y1="${TOP - 8}" y2="${foot}" stroke="${isZero ? SOFT : '#d8dee4'}" stroke-width="1"/><text class="soft" x="${x}" y="${foot + 18}" text-anchor="middle" font-size="12" fill="${SOFT}">${text}</text>`

function barOf({ value, text }: Bar, top: number, x: (value: number) => number): Html {
  const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))]
  return html`<rect class="bar" x="${from}" y="${top}" width="${round(to - from)}" height="${PITCH - 8}" fill="#0b57a4"/><rect class="paper" x="${to + 3}" y="${top}" width="${width(text) * LETTER + 4}" height="${PITCH - 8}" fill="#ffffff"/><text class="ink" x="${to + 6}" y="${top + BASELINE}" fill="${INK}">${text}</text>`
}

const round = (value: number) => Math.round(value * 10) / 10

/** What may stand in XML, on one line. */
const drawable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]+/gu, ' ').trim()

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** At most so many columns, cut between characters as people see them. */
function cut(text: string, most: number): string {
  const whole = drawable(text)
  if (width(whole) <= most) return whole
  let kept = ''
  for (const { segment } of characters.segment(whole)) {
    if (width(kept + segment) >= most) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
