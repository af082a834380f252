import { waitingScans } from '../scan/fresh.ts'
import { params } from '../scan/params.ts'
import { planScans, SCAN_COUNTS } from '../scan/plan.ts'
import { defineJob } from './kit.ts'

export default defineJob({
  name: 'pupil-scan',
  title: 'Pupil scan',
  summary: 'Turn the scans of cards and fingerprints into attendance marks.',
  notes: [
    'A scan before the start of registration marks the pupil present, one until it closes late; it fills a mark that is missing and never changes one that a person entered.',
    'Every scan ends with one outcome: `pupil-scan outcomes` lists them.',
    'The scans of today and of the three days before are looked at, so a reader may send its scans late; of two scans of one pupil the earlier counts, whichever came first.',
    'docs/pupil-scan.md says it all: times, readers’ clocks, identities, consent.',
  ].join(' '),
  schedule: { every: '1m' },
  days: 'school',
  missed: { policy: 'once', hours: 'any' },

  params,

  reads: [
    'scan',
    'scan_device',
    'pupil_identity',
    'pupil',
    'year_group',
    'school_history',
    'consent_type',
    'pupil_consent',
    'register_code',
    'session',
    'lesson',
    'sms_batch',
  ],
  writes: ['mark', 'mark_owner', 'scan_outcome', 'sms_message'],
  counts: SCAN_COUNTS,

  waiting: waitingScans,
  plan: planScans,
})
