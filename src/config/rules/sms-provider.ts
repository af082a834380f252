import { quote } from '../quote.ts'
import type { Rule } from './rule.ts'

/** What each provider cannot do without, to show what has to be written. */
const examples = {
  file: 'file: { folder: texts }',
  notify: 'notify: { apiKey: ${NOTIFY_API_KEY}, templateId: … }',
  esendex: 'esendex: { account: EX…, username: …, password: ${ESENDEX_PASSWORD} }',
  twilio: 'twilio: { accountSid: AC…, authToken: ${TWILIO_AUTH_TOKEN}, from: … }',
}

export const smsProvider: Rule = {
  name: 'sms-provider',
  about: 'The provider that carries the texts needs a group of keys of its own, by its name.',
  severity: 'error',
  *check({ sms }) {
    if (!sms || sms[sms.provider]) return
    yield {
      path: ['sms', 'provider'],
      message: `the provider ${quote(sms.provider)} needs the key ${quote(sms.provider)} beside it, and it is missing`,
      hint: `add ${examples[sms.provider]}`,
    }
  },
}
