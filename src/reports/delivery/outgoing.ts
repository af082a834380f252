import type { Kind } from '../../outbox/item.ts'

/** What a report has become before it goes to the outbox. */
export interface Prepared {
  /** Names the period that it goes out for once. */
  occasion: string
  /** The school's date that it was made for. */
  day: string
  /** Rows over all parts. */
  rows: number
  outgoing: Outgoing[]
  /** The files that they carry, each once, by digest. */
  files: Map<string, Buffer>
  /** What could not be done, for people: the run is partial. No personal data. */
  shortfalls: string[]
  /** What else to say of the run. */
  remarks: string[]
}

/** One mail, print or file. */
export interface Outgoing {
  kind: Kind
  /** What tells it from the others of the same report and occasion: part and recipient. Becomes part of its reference. */
  which: string
  /** Of a report that is split: which part, such as `7A`. */
  part?: string
  /** How many rows it has. */
  rows: number
  /** What it is, for people who look at the outbox; no personal data. */
  title: string
  recipient: string
  content: string
}
