import { z } from 'zod'
import { instant } from '../answer.ts'

/** What GOV.UK Notify answers, as far as we read it: https://docs.notifications.service.gov.uk/rest-api.html */
export const sent = z.object({
  id: z.string().min(1),
  reference: z.string().nullish(),
  content: z.object({ body: z.string() }).optional(),
})

/** https://docs.notifications.service.gov.uk/rest-api.html#error-handling */
const refusal = z.object({
  errors: z.array(z.object({ error: z.string().regex(/^\w{1,60}$/), message: z.string() })).min(1),
})

export const notifications = z.object({
  notifications: z.array(
    z.object({
      id: z.string(),
      reference: z.string().nullish(),
      status: z.string(),
      created_at: z.string().transform(instant),
    }),
  ),
})

/** https://docs.notifications.service.gov.uk/rest-api.html#get-a-template-by-id */
export const template = z.object({ type: z.string(), body: z.string() })

export const received = z.object({
  received_text_messages: z.array(
    z.object({
      id: z.string(),
      user_number: z.string(),
      content: z.string(),
      created_at: z.string().transform(instant),
    }),
  ),
})

/** https://docs.notifications.service.gov.uk/rest-api.html#text-message-status-descriptions */
export const failures: Record<string, string> = {
  'permanent-failure': 'the network does not know the number, or rejects the text',
  'temporary-failure': 'the phone was off, without signal or full, for 72 hours',
  'technical-failure': 'a fault between GOV.UK Notify and the network',
}

/** What is wrong, in a word that does not change and in some that do; neither where the answer makes no sense. */
export function firstError(body: string): { error?: string; message: string } {
  try {
    return refusal.parse(JSON.parse(body)).errors[0]!
  } catch {
    return { message: '' }
  }
}
