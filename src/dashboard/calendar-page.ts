import { type Html, html } from '../info/html.ts'
import { fullDate } from '../info/words.ts'
import type { Calendar, DayKind } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'
import { schoolYearStart } from '../schedule/school-year.ts'
import { formatTime } from '../schedule/wall.ts'
import { monthName } from '../schedule/weekday.ts'

/** The school year that a day is in, month by month, and what is special in words. */
export function calendarMonths(calendar: Calendar, today: Day): Html {
  if (!calendar.endsOn) return html`<p>The config has no calendar: every weekday counts as a school day.</p>`
  const start = schoolYearStart(calendar, today)
  const first = Day.parse(`${start.year}-${String(start.month).padStart(2, '0')}-01`)
  const months: Day[][] = []
  for (let day = first, n = 0; n < 12; n++) {
    const month: Day[] = []
    for (const { month: name } = day; day.month === name; day = day.plusDays(1)) month.push(day)
    months.push(month)
  }
  return html`${ended(calendar, today)}<ul class="legend"><li><span class="swatch school" aria-hidden="true"></span>school day</li><li><span class="swatch inset" aria-hidden="true"></span>INSET day</li><li><span class="swatch early" aria-hidden="true"></span>closes early</li><li><span class="swatch holiday" aria-hidden="true"></span>holiday</li></ul><div class="months">${months.map((days) => month(calendar, days, today))}</div>${inWords(calendar, months.flat())}`
}

function ended(calendar: Calendar, today: Day): Html {
  const left = calendar.endsOn!.number - today.number
  const when = fullDate(calendar.endsOn!.toString())
  if (left < 0)
    return html`<p class="warning">It ended on ${when}: until terms are added to the config, every weekday counts as a school day.</p>`
  return left <= 60
    ? html`<p class="warning">It ends on ${when}: terms of the next school year are to be added to the config.</p>`
    : html``
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function month(calendar: Calendar, days: Day[], today: Day): Html {
  const first = days[0]!
  const places: (Day | undefined)[] = [...Array.from({ length: first.weekday - 1 }, () => undefined), ...days]
  const weeks = Array.from({ length: Math.ceil(places.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, at) => places[week * 7 + at]),
  )
  return html`<table class="month"><caption>${monthName(first)} ${first.year}</caption><thead><tr>${WEEKDAYS.map((name) => html`<th scope="col"><abbr title="${name}">${name.charAt(0)}</abbr></th>`)}</tr></thead><tbody>${weeks.map((week) => html`<tr>${week.map((day) => (day ? cell(calendar, day, today) : html`<td></td>`))}</tr>`)}</tbody></table>`
}

function cell(calendar: Calendar, day: Day, today: Day): Html {
  const look = lookOf(calendar, day)
  const current = day.compare(today) === 0 ? html` aria-current="date"` : ''
  const word = WORDS[look]
  return html`<td class="${look}"${current}>${day.dayOfMonth}${word ? html`<span class="unseen"> ${word}</span>` : ''}</td>`
}

type Look = DayKind['kind'] | 'early'

const lookOf = (calendar: Calendar, day: Day): Look => {
  const { kind } = calendar.kindOf(day)
  return kind === 'school' && calendar.closesAt(day) !== undefined ? 'early' : kind
}

const WORDS: Partial<Record<Look, string>> = { inset: 'INSET day', holiday: 'holiday', early: 'closes early' }

/** Terms, holidays, INSET days and early closing of the year, as a list to be read out. */
function inWords(calendar: Calendar, days: Day[]): Html {
  const [from, to] = [days[0]!, days.at(-1)!]
  const within = calendar.terms.filter((term) => term.to >= from && term.from <= to)
  const holidays = calendar.holidays.filter((one) => one.to >= from && one.from <= to)
  const inset = days.filter((day) => calendar.kindOf(day).kind === 'inset')
  const early = days.filter((day) => lookOf(calendar, day) === 'early')
  const lines: [string, string[]][] = [
    ['Terms', within.map((term) => `${term.name}: ${span(term)}`)],
    ['Holidays', holidays.map((one) => `${one.name}: ${span(one)}`)],
    ['INSET days', inset.map((day) => fullDate(day.toString()))],
    [
      'Closes early',
      early.map((day) => `${fullDate(day.toString())} at ${formatTime(calendar.closesAt(day)!)}`),
    ],
  ]
  return html`<dl class="dates">${lines.filter(([, all]) => all.length > 0).map(([name, all]) => html`<div><dt>${name}</dt>${all.map((one) => html`<dd>${one}</dd>`)}</div>`)}</dl>`
}

const span = ({ from, to }: { from: Day; to: Day }) =>
  from.compare(to) === 0
    ? fullDate(from.toString())
    : `${fullDate(from.toString())} to ${fullDate(to.toString())}`
