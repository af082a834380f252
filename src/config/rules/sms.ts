import { isOn } from '../draft.ts'
import { quote } from '../quote.ts'
import { at } from '../tree.ts'
import type { Rule } from './rule.ts'

/** What each provider cannot do without, to show what has to be written. */
const examples = {
  file: 'file: { folder: texts }',
  notify: 'notify: { apiKey: ${NOTIFY_API_KEY}, templateId: … }',
  esendex: 'esendex: { account: EX…, username: …, password: ${ESENDEX_PASSWORD} }',
  twilio: 'twilio: { accountSid: AC…, authToken: ${TWILIO_AUTH_TOKEN}, from: … }',
}

export const smsSection: Rule = {
  name: 'sms-section',
  about: 'The job sms needs the section sms, which says who carries the texts.',
  severity: 'error',
  *check({ root, jobs }) {
    if (at(root, ['sms'])) return
    for (const { id, path } of jobs.filter((job) => job.job.name === 'sms' && isOn(job))) {
      yield {
        path,
        on: 'key',
        message: `${quote(id)} needs the section 'sms', which says who carries the texts, and it is missing`,
        hint: 'add, not below the jobs, sms: { provider: file, file: { folder: texts } } to try it without a provider',
      }
    }
  },
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

export const smsReplies: Rule = {
  name: 'sms-replies',
  about: 'A reply that is forwarded needs an address that is always there, and the section mail to go by.',
  severity: 'error',
  *check({ root, sms }) {
    if (!sms) return
    const { toSender, central, alwaysTo } = sms.replies
    if (toSender && !central && !alwaysTo)
      yield {
        path: ['sms', 'replies', 'toSender'],
        on: 'key',
        message:
          "a reply to a text whose sender has left, has no mail address, or was a program would reach nobody: 'central' is missing",
        hint: "add 'central' with the address of the office",
      }
    const [forwarded] = [alwaysTo && 'alwaysTo', central && 'central', toSender && 'toSender'].filter(Boolean)
    if (!forwarded || at(root, ['mail'])) return
    yield {
      path: ['sms', 'replies', forwarded],
      on: 'key',
      message:
        "replies are to be forwarded by mail, but there is no section 'mail' that says how mails are sent",
      hint: "add 'mail' with 'from' and 'smtp', or delete this line",
    }
  },
}
