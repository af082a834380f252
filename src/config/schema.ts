import { z } from 'zod'
import { databaseSection, simsSection } from './database-section.ts'
import {
  account,
  age,
  date,
  domain,
  duration,
  hours,
  mailAddress,
  mailBox,
  oneOrMore,
  pingAddress,
  secret,
  size,
  time,
  words,
  zone,
} from './fields.ts'

const name = words('a name')

const period = z.strictObject({
  name: name.describe('What it is called.'),
  from: date.describe('First day.'),
  to: date.describe('Last day, which still belongs to it.'),
})

const holiday = z.strictObject({
  name: name.describe('What it is called.'),
  on: date.optional().describe('The day, for a holiday of one day.'),
  from: date.optional().describe('First day, for a longer one.'),
  to: date.optional().describe('Last day, which still belongs to it.'),
})

/** Who holds a permission. */
const holders = (about: string) =>
  z
    .strictObject({
      accounts: z
        .array(account)
        .default([])
        .describe(
          'Accounts of the operating system, or logins of the database: RIVERSIDE\\j.smith, or j.smith, which is one of that name in any domain. Capitals make no difference.',
        ),
      groups: z
        .array(words('the name of a group'))
        .default([])
        .describe('Groups of the operating system, as Windows or Linux knows them on the host.'),
    })
    .optional()
    .describe(about)

/** The keys at the top of the file, except `jobs`. */
export const sections = {
  extends: words('a path')
    .optional()
    .describe(
      'A file with settings that several schools share, relative to the folder of this file. It has the same keys; what stands here wins, key by key, and a job is known by its id. See docs/many-schools.md.',
    ),

  school: z
    .strictObject({
      name: name.describe('The name of the school, as it stands in mails and reports.'),
      timezone: zone
        .default('Europe/London')
        .describe('The time zone of all times in this file. Clock changes are taken care of.'),
      guests: z
        .boolean()
        .default(false)
        .describe(
          'true: pupils who are guests, registered at another school, count as on roll: they are in All Years and in the other groups.',
        ),
    })
    .describe('Which school this is.'),

  database: databaseSection.describe('The database that the jobs read and write.'),

  sims: simsSection.optional(),

  server: z
    .strictObject({
      busy: z
        .array(
          z.strictObject({
            from: time.describe('Start, such as 01:00.'),
            to: time.describe('End, such as 03:00; earlier than the start means on the next day.'),
            why: words('a reason').describe('What keeps the server busy, for messages.'),
          }),
        )
        .default([])
        .describe('Hours in which no job starts, because of a backup for example.'),
    })
    .prefault({})
    .describe('What to know about the server the jobs run on.'),

  schoolHours: hours
    .default('07:30-17:00')
    .describe('When people work at the school. A nightly job that is late waits until these hours are over.'),

  calendar: z
    .strictObject({
      terms: z.array(period).default([]).describe('The terms. Days between two terms are holidays.'),
      holidays: z.array(holiday).default([]).describe('Half terms and bank holidays within the terms.'),
      inset: z.array(date).default([]).describe('INSET days: staff are in, pupils are not.'),
      earlyClosing: z
        .array(
          z.strictObject({
            on: date.describe('The day.'),
            at: time.describe('When the school closes.'),
          }),
        )
        .default([])
        .describe('Days on which the school closes early.'),
    })
    .prefault({})
    .describe('The school year. Without it every weekday counts as a school day.'),

  alerts: z
    .strictObject({
      webhook: secret(
        z.url({ protocol: /^https?$/ }),
        'a web address that starts with https:// or http://',
      ).describe(`Where alerts are posted, in Teams or Slack for example. A secret: write \${NAME}.`),
      mail: oneOrMore(mailAddress, 'a mail address, or a list of them')
        .optional()
        .describe('Who is mailed alerts. Needs the section mail.'),
      ping: pingAddress(
        'A dead man’s switch such as Healthchecks, told when a run of a job starts, succeeds or fails that has no ping of its own.',
      ),
      tickPing: pingAddress(
        'A dead man’s switch that is told every five minutes that run-due is still started; it raises the alarm when that stops.',
      ),
      digest: z
        .union([time, z.enum(['never'])])
        .meta({ expects: 'a time such as 08:00, or never' })
        .default('08:00')
        .describe('When the week’s one-line digest is mailed and posted on Mondays.'),
    })
    .prefault({})
    .describe('Who is told when something goes wrong.'),

  log: z
    .strictObject({
      enabled: z.boolean().default(true).describe('false: nothing is written.'),
      file: words('a path')
        .default('.pars-auto/log/pars-auto.log')
        .describe('Where the lines go, relative to the folder of this file.'),
      size: size(100_000, 'a size from 100KB, such as 10MB')
        .default('10MB')
        .describe('How large a file may become before another one is begun.'),
      keep: z
        .int()
        .min(2)
        .max(1000)
        .default(10)
        .describe('How many files there are at most; the oldest is deleted.'),
    })
    .prefault({})
    .describe(
      'What happened, in lines of JSON: runs, alerts, commands and errors, with ids and counts and nothing about anybody. See logs.md.',
    ),

  sms: z
    .strictObject({
      provider: z
        .enum(['file', 'notify', 'esendex', 'twilio'])
        .describe('Who carries the texts: GOV.UK Notify, Esendex, Twilio, or files in a folder, to try it.'),
      file: z
        .strictObject({
          folder: words('a path').describe(
            'Where the texts are written, relative to the folder of this file.',
          ),
        })
        .optional()
        .describe('For the provider file.'),
      notify: z
        .strictObject({
          apiKey: secret(z.string(), 'the API key as GOV.UK Notify shows it').describe(
            `The API key. A secret: write \${NAME}.`,
          ),
          templateId: words('the id of a template').describe(
            'The text message template. Its whole content must be ((text)).',
          ),
          senderId: words('the id of a sender')
            .optional()
            .describe('The sender, where the service has several.'),
        })
        .optional()
        .describe('For the provider notify.'),
      esendex: z
        .strictObject({
          account: words('an account reference').describe('The account reference, such as EX0012345.'),
          username: words('a name').describe('The login.'),
          password: secret(z.string(), 'the API password').describe(
            `Its API password. A secret: write \${NAME}.`,
          ),
          from: words('a name or number').optional().describe('What the phone shows as the sender.'),
        })
        .optional()
        .describe('For the provider esendex.'),
      twilio: z
        .strictObject({
          accountSid: words('an account SID').describe('The account SID, such as AC0123….'),
          authToken: secret(z.string(), 'the auth token').describe(
            `The auth token. A secret: write \${NAME}.`,
          ),
          from: words('a number or a messaging service SID').describe(
            'The number it sends from, such as +447700900123, or a messaging service SID (MG…).',
          ),
        })
        .optional()
        .describe('For the provider twilio.'),
      address: z
        .url({ protocol: /^https?$/ })
        .meta({ expects: 'a web address that starts with https:// or http://' })
        .optional()
        .describe('The provider’s web address, where it is another than usual: a region of Twilio, a proxy.'),
      quietHours: hours
        .default('21:00-07:00')
        .describe('When no text goes to parents, but for those of a batch that was marked urgent.'),
      limits: z
        .strictObject({
          perRun: z.int().min(1).default(1000).describe('The most texts that one run hands over.'),
          perDay: z.int().min(1).default(3000).describe('The most texts of one day.'),
        })
        .prefault({})
        .describe('A batch that goes beyond these waits until somebody approves it.'),
      pricePerSegment: z
        .number()
        .min(0)
        .optional()
        .describe('What one segment of a text costs, in pence, to show the cost before sending.'),
      replies: z
        .strictObject({
          toSender: z
            .boolean()
            .default(false)
            .describe('true: a reply is mailed to the member of staff who sent the text.'),
          central: mailAddress
            .optional()
            .describe(
              'A mail address that gets all replies; with toSender, those that have no such member of staff.',
            ),
          both: z
            .boolean()
            .default(false)
            .describe('true: with toSender, the central address gets those replies as well.'),
          alwaysTo: mailAddress
            .optional()
            .describe(
              'A mail address that gets all replies instead of anybody else, as on the configure SMS page.',
            ),
        })
        .prefault({})
        .describe('Who is mailed the replies that parents send.'),
    })
    .optional()
    .describe('How texts are sent. The job sms needs it.'),

  mail: z
    .strictObject({
      from: mailBox.describe('The sender of all mails: Riverside Academy <office@riverside.example>.'),
      replyTo: mailAddress.optional().describe('Where answers go, if not to the sender.'),
      folder: words('a path')
        .optional()
        .describe(
          'Instead of smtp, to try it: mails are written to this folder, relative to that of this file.',
        ),
      smtp: z
        .strictObject({
          host: words('the name of a host').describe('The mail server.'),
          port: z.int().min(1).max(65535).default(587).describe('Its port.'),
          security: z
            .enum(['starttls', 'tls', 'none'])
            .default('starttls')
            .describe(
              'starttls: the connection must become encrypted; tls: it is from the start; none: it is not.',
            ),
          user: words('a name').optional().describe('The login, where the server wants one.'),
          password: secret(z.string(), 'a password').describe(`Its password. A secret: write \${NAME}.`),
          oauth: z
            .strictObject({
              tokenUrl: z
                .url({ protocol: /^https?$/ })
                .meta({ expects: 'a web address that starts with https:// or http://' })
                .describe(
                  'Where a token is fetched: https://login.microsoftonline.com/TENANT/oauth2/v2.0/token for Microsoft 365.',
                ),
              clientId: words('an id').describe('The application (client) id.'),
              clientSecret: secret(z.string(), 'a client secret').describe(
                `The client secret. A secret: write \${NAME}.`,
              ),
              scope: words('a scope')
                .default('https://outlook.office365.com/.default')
                .describe('What the token is for.'),
            })
            .optional()
            .describe('Instead of password: OAuth2 client credentials, as Microsoft 365 wants.'),
          timeout: duration(600_000, 'a length of time up to 10m, such as 1m')
            .default('1m')
            .describe('How long the server may keep silent.'),
        })
        .optional()
        .describe('The mail server that takes the mails.'),
      allowedDomains: z
        .array(domain)
        .default([])
        .describe(
          'Domains that mails may go to, each for itself without those below it. None: only that of from.',
        ),
      maxSize: size(100_000, 'a size from 100KB, such as 10MB')
        .default('10MB')
        .describe(
          'How large a mail may be, as it is sent: an attachment grows by more than a third. What is larger goes without its largest attachments.',
        ),
    })
    .optional()
    .describe('How mails are sent: replies to texts, and reports.'),

  print: z
    .strictObject({
      printer: words('the name of a printer')
        .optional()
        .describe('The usual printer, by the name that pars-auto print printers shows.'),
      fallback: mailAddress
        .optional()
        .describe(
          'A mail address that gets what could not be printed: a printer that is gone, stopped or switched off.',
        ),
    })
    .optional()
    .describe('Where reports are printed. A report that is printed needs it.'),

  permissions: z
    .strictObject({
      access: holders('Who may see what there is, and run what is configured: Access automation control.'),
      setup: holders('Who may change, approve, delete and decide: Setup automation jobs. Includes access.'),
      personal: holders(
        'Who is shown names, numbers, addresses and texts, and whom rows about SEN, health and free meals are about: View personal data.',
      ),
      service: holders(
        'Who may start run-due: the account under which the scheduler starts it. It may nothing else. Without it anybody may.',
      ),
    })
    .optional()
    .describe(
      'Who may do what, besides those to whom the table automation_grant grants it. With this section nobody may do what nobody granted; without it, and with an empty table, everybody may. See docs/permissions.md.',
    ),

  history: z
    .strictObject({
      keep: age(90)
        .default('400d')
        .describe('What ran and came to its end, and how often a job found nothing to do.'),
      keepFailures: age(90)
        .default('3y')
        .describe(
          'What failed, was held, missed or done in part, the alerts about it, and what a tick noticed. Never less than keep.',
        ),
      keepMessages: age(90)
        .default('1y')
        .describe(
          'Texts, mails and prints that have gone or never will, and replies: numbers, addresses and texts are in them. The contact log of the school is another matter.',
        ),
      keepScans: age(90).default('1y').describe('What became of each scan of a card or fingerprint.'),
      keepAudit: age(365).default('7y').describe('Who did what, and who was refused.'),
    })
    .prefault({})
    .describe(
      'How long the program keeps what it has written down for itself: 400d, or 3y. What is older is removed at night. See docs/history.md.',
    ),

  envFile: words('a path')
    .optional()
    .describe(
      `A file of NAME=value lines, relative to the folder of this file. Its values can be used as \${NAME}; those of the real environment win.`,
    ),
}
