import { type Html, html } from '../info/html.ts'
import { fullDate } from '../info/words.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { CELLS, type Cell } from './cells.ts'
import type { Dashboard } from './dashboard.ts'

/** The sign of each, so that nobody has to tell colours apart. */
const SIGNS: Record<Cell, string> = {
  failed: '✕',
  held: '‖',
  partial: '◐',
  missed: '○',
  running: '…',
  shadow: '◇',
  done: '✓',
  skipped: '–',
  quiet: '·',
  none: '',
}

/** Short, because a page of three hundred jobs has nine thousand of them. */
const CLASSES: Record<Cell, string> = {
  failed: 'f',
  held: 'h',
  partial: 'p',
  missed: 'm',
  running: 'r',
  shadow: 's',
  done: 'd',
  skipped: 'k',
  quiet: 'q',
  none: 'n',
}

/** What a screen reader says of a cell is its word; the sign is drawn and not read. */
export const timelineStyle = Object.entries(SIGNS)
  .filter(([, sign]) => sign !== '')
  .map(([cell, sign]) => `.${CLASSES[cell as Cell]}::before { content: "${sign}"; content: "${sign}" / ""; }`)
  .join('\n')

/** Each job a row, each day a cell. What went wrong leads to the list of it. */
export function timeline({ config, jobs, shown }: Dashboard): Html {
  const { calendar } = config
  const today = shown.days.at(-1)!
  const caption = `What each job came to, ${fullDate(shown.days[0]!.toString())} to ${fullDate(today.toString())}`
  const used = new Set(jobs.flatMap(({ days }) => days))
  const key = (Object.keys(CELLS) as Cell[]).filter((cell) => cell !== 'none' && used.has(cell))
  return html`${key.length > 0 ? keyOf(key) : []}<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="timeline"><caption>${caption}. Shaded: no school.</caption><colgroup><col>${shown.days.map((day) => html`<col${isOff(calendar, day) ? html` class="off"` : ''}>`)}</colgroup><thead><tr><th scope="col">Job</th>${shown.days.map((day) => head(calendar, day, today))}</tr></thead><tbody>${jobs.map(({ configured, days }) => html`<tr><th scope="row">${configured.id}</th>${days.map(cellOf)}</tr>\n`)}</tbody></table></div>`
}

const keyOf = (cells: Cell[]): Html =>
  html`<ul class="legend">${cells.map((cell) => html`<li><span class="c ${CLASSES[cell]}" aria-hidden="true"></span>${CELLS[cell]}</li>`)}</ul>`

const isOff = (calendar: Calendar, day: Day) => !calendar.isOn(day, 'staff')

const LETTERS = ['', 'M', 'T', 'W', 'T', 'F', 'S', 'S']

function head(calendar: Calendar, day: Day, today: Day): Html {
  const words = `${fullDate(day.toString())}, ${calendar.explain(day)}`
  const current = day.compare(today) === 0 ? html` aria-current="date"` : ''
  return html`<th scope="col"${current}><abbr title="${words}"><span>${LETTERS[day.weekday]!}</span>${day.dayOfMonth}</abbr></th>`
}

const NEEDS_A_LOOK = new Set<Cell>(['failed', 'held', 'partial', 'missed'])

const cellOf = (cell: Cell): Html =>
  cell === 'none'
    ? html`<td></td>`
    : html`<td class="c ${CLASSES[cell]}">${NEEDS_A_LOOK.has(cell) ? html`<a href="#mishaps">${CELLS[cell]}</a>` : CELLS[cell]}</td>`
