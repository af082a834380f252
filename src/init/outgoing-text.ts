import { inline } from '../config/inline.ts'
import { parseMailBox } from '../mail/address.ts'
import { type Answers, SECRETS } from './answers.ts'
import { comment, typed } from './yaml-text.ts'

/** The section `alerts`. */
export function alertLines({ alerts }: Answers): string[] {
  const line = (isOn: boolean, text: string) => (isOn ? text : `# ${text}`)
  const isMailed = alerts.mail.length > 0
  const addresses = isMailed ? alerts.mail : ['network.manager@riverside.example']
  return [
    ...comment(
      'Who is told when something goes wrong, besides whoever reads what run-due prints (cron mails it): by mail, and at a web address of Teams or Slack.',
    ),
    line(isMailed || alerts.webhook, 'alerts:'),
    line(isMailed, `  mail: ${inline(addresses)}`),
    line(alerts.webhook, `  webhook: \${${SECRETS.webhook}}`),
  ]
}

/** The section `mail`. */
export function mailLines({ mail }: Answers): string[] {
  if (!mail)
    return [
      ...comment(
        'How mails are sent: reports, and replies to texts. With folder: instead of smtp: they are written to a folder, to try it.',
      ),
      '# mail:',
      '#   from: Riverside Academy <office@riverside.example>',
      '#   smtp: { host: smtp.riverside.example, port: 587, user: office@riverside.example, password: ${PARS_MAIL_PASSWORD} }',
    ]
  const { from, smtp } = mail
  return [
    ...comment(
      'How mails are sent: reports, and replies to texts. They go to the domain of from and to those in allowedDomains, and nowhere else. Try it with: pars-auto mail test ADDRESS',
    ),
    'mail:',
    `  from: ${typed(from)}`,
    ...(smtp
      ? [
          '  smtp:',
          `    host: ${typed(smtp.host)}`,
          `    port: ${smtp.port}`,
          ...(smtp.port === 465 ? ['    security: tls'] : []),
          ...(smtp.user === undefined
            ? []
            : [`    user: ${typed(smtp.user)}`, `    password: ${inline(`\${${SECRETS.mail}}`)}`]),
          '    # Microsoft 365 wants oauth: instead of a password; docs/mail.md says how.',
        ]
      : ['  # Instead of a mail server: mails are written to this folder.', '  folder: mails']),
    '  # allowedDomains: [riverside.example]',
  ]
}

/** The section `sms`: files in a folder until somebody names a provider. */
export function smsLines({ mail }: Answers): string[] {
  return [
    ...comment(
      'How texts are sent. Until a provider is named they are written to a folder: notify (GOV.UK Notify), esendex or twilio, each with keys of its own, are in docs/config.md.',
    ),
    'sms:',
    '  provider: file',
    '  file: { folder: texts }',
    '  # provider: notify',
    '  # notify: { apiKey: ${NOTIFY_API_KEY}, templateId: … }',
    ...(mail
      ? [
          '  # A reply goes to whoever sent the text, and to this address where there is nobody.',
          `  replies: ${inline({ toSender: true, central: parseMailBox(mail.from).address })}`,
        ]
      : ['  # replies: { toSender: true, central: office@riverside.example }']),
  ]
}
