import { inline } from '../config/inline.ts'
import { type Answers, secretsOf } from './answers.ts'
import { calendarLines } from './calendar-text.ts'
import { databaseLines } from './database-text.ts'
import { jobLines } from './jobs-text.ts'
import { alertLines, mailLines, smsLines } from './outgoing-text.ts'
import { permissionLines } from './permissions-text.ts'
import { comment, typed } from './yaml-text.ts'

/** What goes into the file besides the answers. */
export interface Surroundings {
  /** The file of secrets, relative to the config. */
  envFile: string
  /** The JSON Schema for editors; none where it does not come with the program. */
  schema?: string | undefined
}

/**
 * The text of a first config: every job there is, in shadow, with comments that say what to change.
 * @throws UserError where the server is busy all day, so that no job has a time
 */
export function configText(answers: Answers, { envFile, schema }: Surroundings): string {
  const { school, timezone, busy } = answers
  const isAmongSecrets = secretsOf(answers).length > 0
  return [
    [
      '# What pars-auto does at this school, and when. After every change: pars-auto validate',
      '# Every key is explained in docs/config.md; editors that know JSON Schema complete the keys.',
      ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    ],
    ['school:', `  name: ${typed(school)}`, `  timezone: ${typed(timezone)}`],
    databaseLines(answers),
    [
      ...comment(
        `Passwords and the like do not belong into this file. It refers to them as \${NAME}; the value comes from the environment, or from this file of NAME=value lines, which only the accounts that run pars-auto should be able to read.`,
      ),
      `${isAmongSecrets ? '' : '# '}envFile: ${inline(envFile)}`,
    ],
    [
      '# Hours in which no job starts, because of a backup for example.',
      ...(busy.length > 0
        ? ['server:', '  busy:', ...busy.map(({ why, ...hours }) => `    - ${hoursText(hours, why)}`)]
        : ['# server:', '#   busy:', "#     - { from: '01:00', to: '03:00', why: database backup }"]),
    ],
    [
      '# When people work at the school: a nightly job that is late waits until these hours are over.',
      'schoolHours: 07:30-17:00',
    ],
    calendarLines(answers),
    permissionLines(answers),
    alertLines(answers),
    mailLines(answers),
    smsLines(answers),
    jobLines(answers),
  ]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

const hoursText = ({ from, to }: { from: string; to: string }, why: string) =>
  inline({ from, to, why: why.replaceAll('${', () => '$${') })
