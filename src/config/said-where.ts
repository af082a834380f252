import { resolve } from 'node:path'
import type { Calendar, CalendarText } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { Draft } from './draft.ts'
import { type Part, partAt } from './extends.ts'
import type { Path } from './problem.ts'
import { at, place } from './tree.ts'

/** A line of a config. */
export interface Line {
  /** From 1. */
  line: number
  /** The absolute path of the file that it is of, where that is one that the config extends. */
  file?: string
}

/** On which line something is said; undefined for what no file says. */
export interface Lines {
  of(path: Path): Line | undefined
  /** The entry of the calendar that makes a day what it is. */
  ofDay(day: Day): Line | undefined
}

export function saidWhere(
  { root, calendar, dates }: Pick<Draft, 'root' | 'calendar' | 'dates'>,
  parts: Part[],
): Lines {
  const of = (path: Path): Line | undefined => {
    const span = at(root, path) && place(root, path, 'key')
    if (!span) return undefined
    const part = partAt(parts, span.from)
    const line = part.source.lineAt(span.from - part.from)
    return part === parts[0] ? { line } : { line, file: resolve(part.file) }
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
