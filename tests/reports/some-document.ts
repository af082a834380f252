import type { Row } from '../../src/db/database.ts'
import { type ReportDocument, withPercents } from '../../src/reports/document.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { Zone } from '../../src/schedule/zone.ts'

/** What of a document a test cares about; the columns and rows as a declaration and a query have them. */
export interface Some extends Partial<Omit<ReportDocument, 'columns' | 'totalled' | 'rows'>> {
  columns?: Record<string, ReportColumn>
  /** Literal, or made anew each time the document is asked for them. */
  rows?: Row[] | (() => Iterable<Row> | AsyncIterable<Row>)
}

/** A document with literal rows, as `documentOf` makes it from a declaration: sections first, percents worked out. */
export function someDocument({ columns = someColumns, rows = someRows, ...rest }: Some = {}): ReportDocument {
  const all = Object.entries(columns).map(([key, column]) => ({ key, ...column }))
  const { sections = columns === someColumns ? ['year', 'group'] : [] } = rest
  const shown = all.filter(({ hidden }) => !hidden)
  return {
    name: 'unexplained-absences',
    title: 'Unexplained absences',
    school: 'Riverside Academy',
    explained: 'Pupils with 1 or more sessions marked N (no reason yet).',
    period: 'Monday 16 to Sunday 22 November 2026',
    madeAt: 'Monday 23 November 2026 at 07:30',
    remarks: [],
    empty: 'No pupil has an unexplained absence in this time.',
    rowName: ['pupil', 'pupils'],
    zone: new Zone('Europe/London'),
    ...rest,
    sections,
    columns: [
      ...sections.map((key) => shown.find((column) => column.key === key)!),
      ...shown.filter(({ key }) => !sections.includes(key)),
    ],
    totalled: all.filter(({ total }) => total),
    async *rows() {
      for await (const row of typeof rows === 'function' ? rows() : rows) yield withPercents({ ...row }, all)
    },
  }
}

/** Year group and registration group as sections, then name, sessions and days. */
const someColumns: Record<string, ReportColumn> = {
  year: { title: 'Year group', type: 'text' },
  group: { title: 'Registration group', type: 'text' },
  surname: { title: 'Surname', type: 'text' },
  forename: { title: 'Forename', type: 'text' },
  sessions: { title: 'Sessions', type: 'number', total: true },
  first: { title: 'First', type: 'date' },
}

const pupil = (
  year: string | null,
  group: string | null,
  surname: string,
  forename: string,
  sessions: number,
) => ({
  ...{ year, group, surname, forename, sessions },
  first: '2026-11-16',
})

/** Ada, Ben and others, in two year groups and three registration groups. */
const someRows: Row[] = [
  pupil('Year 7', '7A', 'Lovelace', 'Ada', 3),
  pupil('Year 7', '7A', 'Turing', 'Ben', 1),
  pupil('Year 7', '7B', 'Hopper', 'Cleo', 2),
  pupil('Year 8', '8A', 'Curie', 'Dev', 4),
]

/** Names that break what is not careful with them: each stays as it is in every format. */
export const HARD_NAMES = [
  '<script>alert(1)</script>',
  `Amy "Mac" O'Neill & Sons`,
  'Smith, Jones; Brown',
  'Two\nlines',
  'عبد الرحمن',
  'שרה כהן',
  'Zoe\u0308 N\u0303i',
  '李小龍',
  '=1+2',
  '👩‍👩‍👧',
]
