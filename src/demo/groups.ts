import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'

export interface Group {
  id: number
  kind: 'all-years' | 'special' | 'temporary'
  name: string
  madeBy: 'hand' | 'pars'
  createdAt: string
  /** Numbers of pupils, as they come: twice is how groups go wrong. */
  members: number[]
}

/** What is wrong with the All Years group: pupils, and for `repeated` and `second` memberships. */
export interface AllYearsFaults {
  missing: number
  repeated: number
  departed: number
  applicants: number
  second: number
}

const CLUBS: [name: string, share: number][] = [
  ['Choir', 0.04],
  ['Football first team', 0.014],
  ['Duke of Edinburgh', 0.05],
  // Made by hand, whatever it is called: nothing automatic may touch it.
  ['All Years', 0.02],
]

const REPORTS = [
  'Unexplained absences',
  'Lates this week',
  'Behaviour summary',
  'Missing marks',
  'Trip list',
  'Report 14',
]

/** Hours ago at which temporary groups were made that are still in use, and that only just are not any more. */
const IN_USE_HOURS = [11.9, 7.5, 3, 0.2]
const STALE_HOURS = [50, 30, 20, 12.1]
const OLD_TEMPORARY = 52

export const STALE_TEMPORARY = STALE_HOURS.length + OLD_TEMPORARY

export function makeGroups(frame: Frame, pupils: Pupils): { groups: Group[]; faults: AllYearsFaults } {
  const random = frame.random('groups')
  const present = pupils.where((at) => pupils.isOnRoll(at, frame.today.number))
  const groups: Group[] = []
  const numbers = (chosen: number[]) => chosen.map((at) => pupils.id(at))
  const make = (group: Omit<Group, 'id'>) => groups.push({ id: groups.length + 1, ...group })

  const daysAgo = (days: number) => frame.instant(frame.today.minusDays(days), random.int(8 * 60, 17 * 60))
  const temporary = (createdAt: string) => {
    const name = `${random.pick(REPORTS)} ${createdAt.slice(0, 10)}`
    const members = numbers(random.sample(present, random.int(3, 40)))
    make({ kind: 'temporary', name, madeBy: 'pars', createdAt, members })
  }

  const { members, faults } = corrupted(frame, pupils, present)
  make({ kind: 'all-years', name: 'All Years', madeBy: 'pars', createdAt: daysAgo(900), members })
  for (const [name, share] of CLUBS) {
    const chosen = numbers(random.sample(present, frame.some(share)))
    make({ kind: 'special', name, madeBy: 'hand', createdAt: daysAgo(random.int(60, 400)), members: chosen })
  }
  const oldDays = Array.from({ length: OLD_TEMPORARY }, () => random.int(3, 200)).sort((a, b) => b - a)
  for (const days of oldDays) temporary(daysAgo(days))
  for (const hours of [...STALE_HOURS, ...IN_USE_HOURS]) temporary(frame.hoursAgo(hours))
  const second = numbers(random.sample(present, frame.some(0.3)))
  make({ kind: 'all-years', name: 'All Years', madeBy: 'pars', createdAt: daysAgo(40), members: second })
  return { groups, faults: { ...faults, second: second.length } }
}

/** The All Years group as it looks after a year without repair. */
function corrupted(frame: Frame, pupils: Pupils, present: number[]) {
  const random = frame.random('all years')
  const today = frame.today.number
  const missing = new Set(random.sample(present, few(frame, random, 0.012)))
  const right = present.filter((at) => !missing.has(at))
  const departed = random.sample(
    pupils.where((at) => pupils.end[at]! < today && pupils.status[at] === 'single'),
    few(frame, random, 0.01),
  )
  const applicants = random.sample(
    pupils.where((at) => pupils.status[at] === 'applicant'),
    frame.hasOddCases ? 1 : 0,
  )
  const repeated = random.sample(right, few(frame, random, 0.008))
  // Somebody is in it three times.
  const again = repeated.slice(0, 1)
  const members = [...right, ...departed, ...applicants, ...repeated, ...again].map((at) => pupils.id(at))
  const faults = {
    missing: missing.size,
    repeated: repeated.length + again.length,
    departed: departed.length,
    applicants: applicants.length,
  }
  return { members, faults }
}

const few = (frame: Frame, random: Random, share: number) =>
  frame.hasOddCases ? Math.max(1, Math.round(frame.options.pupils * share * (0.7 + random.next() * 0.6))) : 0

export const groupColumns = ['id', 'kind', 'name', 'made_by', 'confidential', 'created_at']

export function* groupRows(groups: Group[]): Generator<Row[string][]> {
  for (const { id, kind, name, madeBy, createdAt } of groups) yield [id, kind, name, madeBy, 0, createdAt]
}

export const memberColumns = ['id', 'group_id', 'pupil_id']

export function* memberRows(groups: Group[]): Generator<Row[string][]> {
  let id = 0
  for (const group of groups) {
    for (const pupil of group.members) yield [++id, group.id, pupil]
  }
}
