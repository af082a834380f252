import type { Day } from '../schedule/day.ts'
import type { Row } from './database.ts'

/** The day from which the codes of "Working together to improve school attendance" (2024) hold. */
const REFORM = '2024-08-19'
const BEFORE_REFORM = '2024-08-18'

/** The table before it, as it stood since extended family holidays (`F`) were withdrawn. */
const EARLIER = '2013-09-01'

type Meaning =
  | 'present'
  | 'approved'
  | 'authorised'
  | 'unauthorised'
  | 'not-required'
  | 'administrative'
  | 'none'

type Entry = [code: string, meaning: Meaning, description: string]

/** DfE, Working together to improve school attendance, August 2024. `-` is the register's own. */
const current: Entry[] = [
  ['/', 'present', 'Present at the school: morning session'],
  ['\\', 'present', 'Present at the school: afternoon session'],
  ['L', 'present', 'Late arrival before the register is closed'],
  ['K', 'approved', 'Attending education provision arranged by the local authority'],
  ['V', 'approved', 'Attending an educational visit or trip'],
  ['P', 'approved', 'Participating in a sporting activity'],
  ['W', 'approved', 'Attending work experience'],
  ['B', 'approved', 'Attending any other approved educational activity'],
  ['D', 'not-required', 'Dual registered at another school'],
  [
    'C1',
    'authorised',
    'Leave of absence for the purpose of participating in a regulated performance or undertaking regulated employment abroad',
  ],
  ['M', 'authorised', 'Leave of absence for the purpose of attending a medical or dental appointment'],
  [
    'J1',
    'authorised',
    'Leave of absence for the purpose of attending an interview for employment or for admission to another educational institution',
  ],
  ['S', 'authorised', 'Leave of absence for the purpose of studying for a public examination'],
  ['X', 'not-required', 'Non-compulsory school age pupil not required to attend school'],
  ['C2', 'authorised', 'Leave of absence for a compulsory school age pupil subject to a part-time timetable'],
  ['C', 'authorised', 'Leave of absence for exceptional circumstance'],
  ['T', 'authorised', 'Parent travelling for occupational purposes'],
  ['R', 'authorised', 'Religious observance'],
  ['I', 'authorised', 'Illness (not medical or dental appointment)'],
  ['E', 'authorised', 'Suspended or permanently excluded and no alternative provision made'],
  ['Q', 'not-required', 'Unable to attend the school because of a lack of access arrangements'],
  ['Y1', 'not-required', 'Unable to attend due to transport normally provided not being available'],
  ['Y2', 'not-required', 'Unable to attend due to widespread disruption to travel'],
  ['Y3', 'not-required', 'Unable to attend due to part of the school premises being closed'],
  ['Y4', 'not-required', 'Unable to attend due to the whole school site being unexpectedly closed'],
  ['Y5', 'not-required', 'Unable to attend as pupil is in criminal justice detention'],
  ['Y6', 'not-required', 'Unable to attend in accordance with public health guidance or law'],
  ['Y7', 'not-required', 'Unable to attend because of any other unavoidable cause'],
  ['G', 'unauthorised', 'Holiday not granted by the school'],
  ['N', 'unauthorised', 'Reason for absence not yet established'],
  ['O', 'unauthorised', 'Absent in other or unknown circumstances'],
  ['U', 'unauthorised', 'Arrived in school after registration closed'],
  ['Z', 'administrative', 'Prospective pupil not on admission register'],
  ['#', 'administrative', 'Planned whole school closure'],
]

const earlier: Entry[] = [
  ['/', 'present', 'Present (AM)'],
  ['\\', 'present', 'Present (PM)'],
  ['L', 'present', 'Late (before registers closed)'],
  ['B', 'approved', 'Educated off site (not dual registration)'],
  ['J', 'approved', 'Interview'],
  ['P', 'approved', 'Approved sporting activity'],
  ['V', 'approved', 'Educational visit or trip'],
  ['W', 'approved', 'Work experience'],
  ['C', 'authorised', 'Leave of absence authorised by the school'],
  ['E', 'authorised', 'Excluded (no alternative provision made)'],
  ['H', 'authorised', 'Family holiday (agreed)'],
  ['I', 'authorised', 'Illness (not medical or dental appointments)'],
  ['M', 'authorised', 'Medical or dental appointments'],
  ['R', 'authorised', 'Religious observance'],
  ['S', 'authorised', 'Study leave'],
  ['T', 'authorised', 'Traveller absence'],
  ['G', 'unauthorised', 'Family holiday (not agreed, or days in excess)'],
  ['N', 'unauthorised', 'No reason yet provided for absence'],
  ['O', 'unauthorised', 'Unauthorised absence (not covered by another code)'],
  ['U', 'unauthorised', 'Late (after registers closed)'],
  ['D', 'not-required', 'Dual registration (attending the other establishment)'],
  ['X', 'not-required', 'Non-compulsory school age absence'],
  ['Y', 'not-required', 'Unable to attend due to exceptional circumstances'],
  ['Z', 'administrative', 'Pupil not on roll yet'],
  ['#', 'administrative', 'Planned whole or partial school closure'],
]

/** A code that was there for a time only. */
const passing: [...Entry, from: string, to: string][] = [
  ['F', 'authorised', 'Extended family holiday (agreed)', '2006-09-01', '2013-08-31'],
  ['X02', 'not-required', 'Self-isolating with coronavirus symptoms', '2021-03-08', '2022-04-18'],
  ['I02', 'authorised', 'Illness: confirmed case of coronavirus', '2021-03-08', '2022-08-31'],
]

export const registerCodeColumns = ['code', 'valid_from', 'valid_to', 'meaning', 'late', 'description']

export function* registerCodeRows(): Generator<Row[string][]> {
  const row = ([code, meaning, description]: Entry, from: string, to: string | null) => {
    return [code, from, to, meaning, code === 'L' || code === 'U' ? 1 : 0, description]
  }
  for (const [code, meaning, description, from, to] of passing)
    yield row([code, meaning, description], from, to)
  for (const entry of earlier) yield row(entry, EARLIER, BEFORE_REFORM)
  for (const entry of current) yield row(entry, REFORM, null)
  yield row(['-', 'none', 'No mark yet'], '2006-09-01', null)
}

/** What the registers had before the reform for codes that came with it. */
const formerly: Record<string, string> = { K: 'B', C1: 'C', C2: 'C', J1: 'J', Y1: 'Y', Y2: 'Y' }

/** The code that stood for the same on that day. */
export function codeOn(day: Day, code: string): string {
  return day.toString() < REFORM ? (formerly[code] ?? code) : code
}
