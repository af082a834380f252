import { z } from 'zod'
import { date, hours, secret, time, words, zone } from './fields.ts'

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

/** The keys at the top of the file, except `jobs`. */
export const sections = {
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

  database: z
    .strictObject({
      type: z.enum(['sqlite']).describe('What kind of database it is.'),
      file: words('a path').describe('The database file, relative to the folder of this file.'),
    })
    .describe('The database that the jobs read and write.'),

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
    })
    .prefault({})
    .describe('Who is told when something goes wrong.'),

  envFile: words('a path')
    .optional()
    .describe(
      `A file of NAME=value lines, relative to the folder of this file. Its values can be used as \${NAME}; those of the real environment win.`,
    ),
}
