import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Holders } from './holders.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { dates, type Span, Spans } from './spans.ts'

/** How people write a status, the usual way most often. */
const SUPPORT = [
  { written: 'K', weight: 72 },
  { written: 'SEN Support', weight: 12 },
  { written: 'k', weight: 6 },
  { written: 'SEN support', weight: 5 },
  { written: 'K ', weight: 3 },
  { written: 'Sen  Support', weight: 2 },
]
const PLAN = [
  { written: 'E', weight: 64 },
  { written: 'EHCP', weight: 20 },
  { written: 'EHC plan', weight: 8 },
  { written: 'e', weight: 4 },
  { written: 'Education, Health and Care Plan', weight: 4 },
]
const NONE = [
  { written: 'N', weight: 75 },
  { written: 'No SEN', weight: 15 },
  { written: 'n', weight: 10 },
]

/** Round numbers: SEN Support 13 %, a plan 5 % (DfE, Special educational needs in England, January 2024: 13.6 and 4.8 % of all pupils). */
const STORIES = [
  { story: 'support', weight: 12.8 },
  { story: 'plan', weight: 2.2 },
  { story: 'support, then plan', weight: 2.6 },
  { story: 'support, ended', weight: 2.5 },
  { story: 'support, then none', weight: 1.2 },
  { story: 'none', weight: 1.5 },
  { story: 'monitored', weight: 0.2 },
  { story: '', weight: 77 },
] as const

/** Two rows at a time, because nobody ended the first: a share of those who moved from K to E. */
const NOT_ENDED = 0.06

const PRIMARY_SCHOOL = 4 * 365

export const stageColumns = ['id', 'pupil_id', 'status', 'start_date', 'end_date']

export function* stageRows(frame: Frame, pupils: Pupils, holders: Holders): Generator<Row[string][]> {
  const random = frame.random('special needs')
  const spans = new Spans(frame, pupils, random)
  const lasting = (at: number) => spans.lasting(at, PRIMARY_SCHOOL)
  const ended = (at: number) => spans.ended(at, PRIMARY_SCHOOL)
  let id = 0
  let overlapping = false
  for (let at = 0; at < pupils.length; at++) {
    const row = (list: { written: string; weight: number }[], span: Span): Row[string][] => {
      const status = random.weighted(list).written
      if (list === SUPPORT) holders.note('SEN Support', at, span)
      if (list === PLAN) holders.note('EHC Plan', at, span)
      return [++id, pupils.id(at), status, ...dates(span)]
    }
    const { story } = random.weighted(STORIES)
    if (story === 'support') yield row(SUPPORT, lasting(at))
    else if (story === 'plan') yield row(PLAN, lasting(at))
    else if (story === 'none') yield row(NONE, lasting(at))
    else if (story === 'support, ended') yield row(SUPPORT, ended(at))
    else if (story === 'monitored') yield row([{ written: 'Monitoring', weight: 1 }], lasting(at))
    else if (story) {
      const later = lasting(at)
      const before = { from: later.from - random.int(60, 900), to: later.from - 1 }
      const forgotten: boolean = story === 'support, then plan' && (!overlapping || random.chance(NOT_ENDED))
      overlapping ||= forgotten
      yield row(SUPPORT, forgotten ? { ...before, to: OPEN } : before)
      yield row(story === 'support, then plan' ? PLAN : NONE, later)
    }
  }
}
