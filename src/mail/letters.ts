import { z } from 'zod'

const words = z.string()

/**
 * What each template in `templates/` is filled with. Strings are for people, as they shall read them: a moment is
 * `Monday 23 November 2026 at 14:05`, on the school's clock. All of it may be personal data.
 */
export const letters = {
  /** A text that came in, to the staff who should know. */
  'sms-reply': z.strictObject({
    /** The contact who answered, such as `Grace Hopper (mother)`; null where nobody knows whose number it is. */
    name: words.nullable(),
    /** The number it came from. */
    number: words,
    /** The pupils that the text was about, such as `Ada Lovelace (7A)`; none for a reply that answers nothing. */
    pupils: z.array(words),
    /** The reply. */
    reply: words,
    repliedAt: words,
    /** The text that was answered; null where the reply answers nothing that we know of. */
    sent: words.nullable(),
    sentAt: words.nullable(),
    /** Whether the sender asks for no more texts. */
    stop: z.boolean(),
  }),
  /** That something is wrong, that it still is, or that it is over; and the digest of the week. */
  alert: z.strictObject({
    subject: words,
    message: words,
    /** What can be done; may be empty. */
    advice: words,
    /** Who sent it. */
    closing: words,
  }),
  /** `mail test`. */
  'mail-test': z.strictObject({
    /** The account of whoever tests. */
    person: words,
    at: words,
  }),
}

export type LetterName = keyof typeof letters
export type LetterData<Name extends LetterName> = z.output<(typeof letters)[Name]>
