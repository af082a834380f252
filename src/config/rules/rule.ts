import type { Draft } from '../draft.ts'
import type { Path, Severity } from '../problem.ts'

/** Something that is checked, by the name that people read in the output and can search for. */
export interface Rule {
  name: string
  /** One sentence on what it is about, for SARIF and docs/config.md. */
  about: string
  severity: Severity
  /** Absent where the reading of the file itself reports it. */
  check?(draft: Draft): Iterable<Complaint>
}

/** What a rule has against a place in the config. */
export interface Complaint {
  path: Path
  /** Point at the key, or at its value as is usual. */
  on?: 'key' | 'value'
  message: string
  hint?: string
  /** Only where it differs from that of the rule. */
  severity?: Severity
}
