/** What becomes of a scan: every scan ends with exactly one of these, by which it is counted and listed. */
export const OUTCOMES = {
  marked: 'scans that marked a pupil present',
  late: 'scans that marked a pupil late, or with the code for after closing',
  duplicate: 'further scans for a mark that a scan had made',
  'already-marked': 'scans of pupils who had a mark already',
  'on-site': 'scans of pupils on site who are marked absent',
  'too-early': 'scans before registration opened',
  'too-late': 'scans after registration had closed',
  'no-session': 'scans for a session that does not take place',
  'no-lesson': 'scans for which there was no lesson',
  'unknown-identity': 'scans of a card or finger that is nobody’s, or not one pupil’s alone',
  'no-consent': 'scans of a finger without current consent',
  'not-on-roll': 'scans of pupils who are not on roll',
  noted: 'scans that ask for no mark: signing in or out',
} as const

export type ScanOutcome = keyof typeof OUTCOMES

/** Those that somebody may want to do something about. */
export const TO_LOOK_AT: ScanOutcome[] = [
  'on-site',
  'too-late',
  'unknown-identity',
  'no-consent',
  'not-on-roll',
  'no-session',
  'no-lesson',
  'too-early',
]
