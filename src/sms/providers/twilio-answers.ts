import { z } from 'zod'
import { instant } from '../answer.ts'

/** Its dates are those of mails: `Thu, 24 Aug 2023 05:01:45 +0000`. */
const date = z.string().transform(instant)

/** What Twilio answers, as far as we read it: https://www.twilio.com/docs/messaging/api/message-resource */
const message = z.object({
  sid: z.string().min(1),
  status: z.string(),
  direction: z.string(),
  from: z.string().nullish(),
  /** Absent in a message of pictures alone. */
  body: z.string().nullish(),
  error_code: z.number().nullish(),
  date_created: date,
  date_sent: date.nullish(),
})

export const created = z.object({ sid: z.string().min(1), status: z.string() })

export const messages = z.object({ messages: z.array(message), next_page_uri: z.string().nullish() })

export type Message = z.output<typeof message>

/** https://www.twilio.com/docs/usage/api/account-balance */
export const balance = z.object({ balance: z.string(), currency: z.string() })

const refusal = z.object({ code: z.number() })

/** The error code of a refusal: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export function codeOf(body: string): number | undefined {
  try {
    return refusal.parse(JSON.parse(body)).code
  } catch {
    return undefined
  }
}

/** What concerns one text: https://www.twilio.com/docs/api/errors and a number. */
export const aboutThisText: Record<number, string> = {
  21211: 'the number is not valid',
  21408: 'texts to that country are switched off in the account',
  21610: 'the receiver has replied STOP, and gets no more texts',
  21612: 'there is no way from our number to that one',
  21614: 'the number is no mobile number',
  21617: 'the text is too long',
  21635: 'the number is a landline',
}

/** What concerns every text: https://www.twilio.com/docs/api/errors and a number. */
export const aboutTheAccount: Record<number, string> = {
  21212: 'the sender is not valid: check sms.twilio.from',
  21603: 'a sender is missing: check sms.twilio.from',
  21606: 'the sender cannot send texts from this account: check sms.twilio.from',
  21608: 'it is a trial account, which sends to verified numbers alone',
  21659: 'the sender is not a number of Twilio: check sms.twilio.from',
  21660: 'the sender belongs to another account: check sms.twilio.from',
  21661: 'the sender cannot send texts: check sms.twilio.from',
  21701: 'there is no such messaging service: check sms.twilio.from',
  21705: 'the messaging service is not valid: check sms.twilio.from',
}

/** Of those, what is also said where a sender that is right for texts at home is none for another country. */
export const orAboutTheCountry = [21606, 21659]

/** The queue of the sender is full; the system is under maintenance. */
export const forNow = [21611, 21730]

/** Why a text did not arrive. */
export const failures: Record<number, string> = {
  30001: 'the queue of the sender was full',
  30002: 'the account is suspended',
  30003: 'the phone was off or without signal',
  30004: 'the receiver blocks texts, or the network does',
  30005: 'the number is not in use any more',
  30006: 'the number is a landline, or its network cannot be reached',
  30007: 'the network took it for spam',
  30008: 'the network does not say why',
}
