import { keptOn, withdrawnBefore } from '../groups/family.ts'
import { defineGroupJob } from '../groups/job.ts'

export default defineGroupJob({
  name: 'consent-groups',
  title: 'Create consent groups',
  summary: 'Keep a group for each kind of consent: the pupils for whom it was given and holds.',
  notes:
    'A withdrawn consent no longer holds on the day it was withdrawn, and its pupil leaves at the next run. Where a consent was given more than once, any that holds will do.',
  at: '23:25',
  reads: ['consent_type', 'pupil_consent'],

  families: ({ from, day }) => [
    {
      family: 'consent',
      title: 'consents',
      prefix: 'Consent: ',
      groups: keptOn(from('consent_type'), day).select({ key: 'id' }, 'name'),
      belongs: from('pupil_consent')
        .where('given_on', '<=', day.toString())
        .where((open) => open.whereNull('withdrawn_on').orWhere('withdrawn_on', '>', day.toString()))
        .select({ key: 'consent_type_id' }, 'pupil_id'),
      ended: from('pupil_consent')
        .where('withdrawn_on', '<=', day.toString())
        .select({ key: 'consent_type_id' }, 'pupil_id'),
      withdrawn: withdrawnBefore(from('consent_type'), day).select({ key: 'id' }),
      sources: { 'kinds of consent': from('consent_type'), 'consents given': from('pupil_consent') },
      confidential: false,
    },
  ],
})
