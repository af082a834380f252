import type { Calendar, CalendarText } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { Path } from './problem.ts'
import type { Source } from './source.ts'
import { at, type Located, place } from './tree.ts'

/** On which line of the file something is said, from 1; undefined for what it does not say. */
export interface Lines {
  of(path: Path): number | undefined
  /** The entry of the calendar that makes a day what it is. */
  ofDay(day: Day): number | undefined
}

/** @param dates the calendar in the order of the file */
export function saidWhere(root: Located, source: Source, calendar: Calendar, dates: CalendarText): Lines {
  const of = (path: Path) => {
    const span = at(root, path) && (place(root, path, 'key') ?? place(root, path))
    return span && source.lineAt(span.from)
  }
  return {
    of,
    ofDay(day) {
      const path = entryOf(day, calendar, dates)
      return path && of(['calendar', ...path])
    },
  }
}

/** Where in the calendar it stands; undefined for a weekend, which nobody has to enter. */
function entryOf(day: Day, calendar: Calendar, dates: CalendarText): Path | undefined {
  const { terms = [], holidays = [], inset = [] } = dates
  const holds = ({ from, to }: { from: Day; to: Day }) => from <= day && day <= to
  const entry = (key: string, index: number): Path | undefined => (index < 0 ? undefined : [key, index])
  switch (calendar.kindOf(day).kind) {
    case 'weekend':
      return undefined
    case 'inset':
      return entry(
        'inset',
        inset.findIndex((one) => one.equals(day)),
      )
    case 'school':
      return entry('terms', terms.findIndex(holds))
    case 'holiday': {
      const named = entry('holidays', holidays.findIndex(holds))
      // A day between two terms: the one that is yet to begin.
      return named ?? entry('terms', terms.indexOf(calendar.terms.find(({ from }) => from > day)!))
    }
    case 'beyond': {
      const [first] = calendar.terms
      const isBefore = first && day < first.from
      const next = isBefore ? first : terms.toSorted((a, b) => b.to.compare(a.to))[0]
      return next && entry('terms', terms.indexOf(next))
    }
  }
}
