import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Row } from '../db/database.ts'

/** A file that an item carries, as it stands in the item's content. The file itself is in `outbox_file`. */
export const fileRef = z.strictObject({
  /** SHA-256, hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the recipient sees: `unexplained absences 16 November 2026.xlsx`. */
  name: z.string(),
  /** Media type. */
  type: z.string(),
  /** Of a picture that the HTML of a mail shows: what it calls it (`cid:`). */
  cid: z.string().optional(),
})
export type FileRef = z.output<typeof fileRef>

/** How long a file is kept for items that wait or are sent again, in days. */
const KEPT_DAYS = 30

/** The row of `outbox_file` for a file. */
export const fileRow = (bytes: Buffer, now: number): Row & { digest: string } => ({
  digest: digestOf(bytes),
  bytes: bytes.length,
  content: bytes.toString('base64'),
  kept_until: new Date(now + KEPT_DAYS * 86_400_000).toISOString(),
})

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
