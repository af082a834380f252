import { type AllYearsFaults, STALE_TEMPORARY } from './groups.ts'
import { EXPIRED_NOTICES } from './notices.ts'
import type { Pupils } from './pupils.ts'
import { LEFT_BEHIND } from './sync-copies.ts'

/** Something that is wrong in the made-up school on purpose. */
export interface Corruption {
  what:
    | 'all-years-missing'
    | 'all-years-repeated'
    | 'all-years-departed'
    | 'all-years-applicants'
    | 'all-years-second-group'
    | 'all-years-second-group-members'
    | 'overlapping-stays'
    | 'stale-temporary-groups'
    | 'expired-notices'
    | 'report-copies'
    | 'missing-session-marks'
  count: number
  /** What the number counts, for people. */
  about: string
}

export function corruptions(pupils: Pupils, faults: AllYearsFaults, missingMarks: number): Corruption[] {
  const overlapping = pupils.where((at) =>
    pupils
      .stays(at)
      .slice(0, -1)
      .some(({ end }) => end >= pupils.start[at]!),
  )
  const all: Corruption[] = [
    { what: 'all-years-missing', count: faults.missing, about: 'pupils on roll who are not in All Years' },
    {
      what: 'all-years-repeated',
      count: faults.repeated,
      about: 'surplus memberships of pupils in All Years',
    },
    {
      what: 'all-years-departed',
      count: faults.departed,
      about: 'pupils who have left and are still in All Years',
    },
    { what: 'all-years-applicants', count: faults.applicants, about: 'applicants in All Years' },
    { what: 'all-years-second-group', count: 1, about: 'All Years groups too many' },
    { what: 'all-years-second-group-members', count: faults.second, about: 'members of that second group' },
    { what: 'overlapping-stays', count: overlapping.length, about: 'pupils with two stays at the same time' },
    { what: 'stale-temporary-groups', count: STALE_TEMPORARY, about: 'temporary groups no longer in use' },
    { what: 'expired-notices', count: EXPIRED_NOTICES, about: 'notices that expired before today' },
    { what: 'report-copies', count: LEFT_BEHIND, about: 'copies of reports left behind' },
    { what: 'missing-session-marks', count: missingMarks, about: 'session marks missing before today' },
  ]
  return all.filter(({ count }) => count > 0)
}
