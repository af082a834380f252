import type { Kind } from '../../outbox/item.ts'

/** What a report has become before it goes to the outbox. */
export interface Prepared {
  /** Names the period that it goes out for once. */
  occasion: string
  /** The school's date that it was made for. */
  day: string
  /** It goes out although it has gone out for this period: somebody asked for that. */
  again: boolean
  /** Rows over all parts. */
  rows: number
  outgoing: (Outgoing & OfPart)[]
  /** The files that they carry, each once, by digest. */
  files: Map<string, Buffer>
  /** What could not be done, for people: the run is partial. No personal data. */
  shortfalls: string[]
  /** What else to say of the run. */
  remarks: string[]
}

/** Which part of a report that is split something has, such as `7A`, and how many rows that is. */
interface OfPart {
  part?: string
  rows: number
}

/** One mail, print or file. */
export interface Outgoing {
  kind: Kind
  /** What tells it from the others of the same report and occasion: part and recipient. Becomes part of its reference. */
  which: string
  /** What it is, for people who look at the outbox; no personal data. */
  title: string
  recipient: string
  content: string
  /** When it is too late to be of use, ISO 8601 in UTC. */
  notAfter: string | null
}
