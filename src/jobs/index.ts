import busRouteGroups from './bus-route-groups.ts'
import clearExpiredNotices from './clear-expired-notices.ts'
import consentGroups from './consent-groups.ts'
import giftedSenGroups from './gifted-sen-groups.ts'
import type { JobDeclaration } from './kit.ts'
import medicalGroups from './medical-groups.ts'
import pupilCharacteristicGroups from './pupil-characteristic-groups.ts'
import refreshAllYears from './refresh-all-years.ts'
import temporaryGroupHousekeeping from './temporary-group-housekeeping.ts'

/** Every job there is, a line each, in the order of docs/jobs.md. */
export const jobs = {
  'refresh-all-years': refreshAllYears,
  'temporary-group-housekeeping': temporaryGroupHousekeeping,
  'gifted-sen-groups': giftedSenGroups,
  'pupil-characteristic-groups': pupilCharacteristicGroups,
  'bus-route-groups': busRouteGroups,
  'consent-groups': consentGroups,
  'clear-expired-notices': clearExpiredNotices,
  'medical-groups': medicalGroups,
} as const

export type JobName = keyof typeof jobs

/** The same registry where the differences between the jobs do not matter. */
export const registry: Readonly<Record<string, JobDeclaration>> = jobs as never
