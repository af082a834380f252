import type { Period } from '../../schedule/calendar.ts'
import type { Day } from '../../schedule/day.ts'
import { weekdayName } from '../../schedule/weekday.ts'
import type { Draft } from '../draft.ts'
import type { Path } from '../problem.ts'
import { quote } from '../quote.ts'
import { at } from '../tree.ts'
import type { Complaint, Rule } from './rule.ts'

export const calendarOrder: Rule = {
  name: 'calendar-order',
  about: 'Terms follow each other; holidays, INSET days and early closings lie within them.',
  severity: 'error',
  *check(draft) {
    const { terms = [], inset = [], earlyClosing = [] } = draft.dates
    yield* periods(terms)
    yield* holidays(draft)
    for (const [index, day] of inset.entries()) yield* insetDay(day, ['calendar', 'inset', index], draft)
    for (const [index, { on }] of earlyClosing.entries()) {
      if (draft.calendar.isOn(on, 'school')) continue
      const message = `on ${on} the school does not close early, as it is not open (${draft.calendar.explain(on)})`
      yield { path: ['calendar', 'earlyClosing', index, 'on'], severity: 'warning', message }
    }
  },
}

function* periods(terms: Period[]): Generator<Complaint> {
  for (const [index, term] of terms.entries()) {
    const path = ['calendar', 'terms', index]
    if (term.to < term.from) yield backwards(term, path)
    const other = terms
      .slice(0, index)
      .find(({ from, to }) => from <= term.to && term.from <= to && from <= to)
    if (!other) continue
    const message = `the terms ${quote(term.name)} and ${quote(other.name)} (${other.from} to ${other.to}) overlap`
    yield { path: [...path, term.from < other.from ? 'to' : 'from'], message }
  }
}

function* holidays({ root, dates: { terms = [], holidays: valid = [] } }: Draft): Generator<Complaint> {
  const list = at(root, ['calendar', 'holidays'])
  if (list?.kind !== 'list') return
  const rest = [...valid]
  for (const [index, entry] of list.items.entries()) {
    const path = ['calendar', 'holidays', index]
    const has = (key: string) => entry.kind === 'map' && entry.entries.has(key)
    const [on, from, to] = ['on', 'from', 'to'].map(has)
    const holiday = on || (from && to) ? rest.shift() : undefined
    if (on ? from || to : !(from && to)) {
      const message = "a holiday has either 'on', for one day, or 'from' and 'to'"
      yield {
        path: [...path, 'name'],
        message,
        hint: on ? "delete 'on', or 'from' and 'to'" : 'add what is missing',
      }
    } else if (holiday && holiday.to < holiday.from) yield backwards(holiday, path)
    else if (
      holiday &&
      terms.length > 0 &&
      !terms.some((term) => term.from <= holiday.to && holiday.from <= term.to)
    ) {
      const message = `the holiday ${quote(holiday.name)} is not in a term, and between terms every day is a holiday`
      yield {
        path: [...path, on ? 'on' : 'from'],
        severity: 'warning',
        message,
        hint: 'check its dates, or delete it',
      }
    }
  }
}

function* insetDay(day: Day, path: Path, { dates: { terms = [] } }: Draft): Generator<Complaint> {
  if (day.weekday > 5) {
    yield {
      path,
      severity: 'warning',
      message: `the INSET day ${day} is a ${weekdayName(day)}, and no staff are in`,
    }
  } else if (terms.length > 0 && !terms.some(({ from, to }) => from <= day && day <= to)) {
    yield {
      path,
      severity: 'warning',
      message: `the INSET day ${day} is not in a term`,
      hint: 'check its date',
    }
  }
}

function backwards({ name, from, to }: Period, path: Path): Complaint {
  return { path: [...path, 'to'], message: `${quote(name)} ends on ${to}, before it starts on ${from}` }
}
