import { z } from 'zod'
import { readyMail } from '../mail/message.ts'
import { readJson } from '../outbox/content.ts'
import { fileRef } from '../outbox/file.ts'

const printItem = z.strictObject({
  printer: z.string().min(1),
  copies: z.int().min(1).max(50),
  /** On one side of the paper, or on both, turned over its long or its short edge. */
  sides: z.enum(['one', 'long-edge', 'short-edge']),
  /** A PDF. */
  file: fileRef,
  /** What is mailed, and to whom, where it cannot be printed. */
  fallback: z.strictObject({ to: z.string(), mail: readyMail }).optional(),
})

/** Something to be printed: the content of an item of the kind print. */
export type PrintContent = z.output<typeof printItem>

/** The `content` of an outbox item of the kind print. */
export const printContent = (content: PrintContent): string => JSON.stringify(printItem.parse(content))

/** @returns undefined when it is not the content of such an item */
export const readPrintContent = (content: string): PrintContent | undefined => readJson(printItem, content)
