import { z } from 'zod'
import { registry } from '../jobs/index.ts'
import type { JobDeclaration } from '../jobs/kit.ts'
import { WEEKDAYS } from '../schedule/weekday.ts'
import { duration, hours, interval, oneOrMore, pingAddress, time, words } from './fields.ts'

const DAY = 86_400_000

/** The keys every job has, besides its own. */
export const jobFields = {
  job: z
    .enum(Object.keys(registry) as [string, ...string[]])
    .optional()
    .describe('Which job this is; not needed when it is listed under its own name.'),
  enabled: z.boolean().default(true).describe('false: it stays in the file, and does not run.'),
  shadow: z
    .boolean()
    .default(false)
    .describe(
      'true: its runs work out what they would do, and record it, and change nothing. To end it: pars-auto go-live JOB.',
    ),
  cycle: z
    .union([
      z.enum(['every-day', 'weekdays', 'weekends']),
      z.array(z.enum(WEEKDAYS).meta({ expects: `a weekday: ${WEEKDAYS.join(', ')}` })).min(1),
    ])
    .meta({ expects: 'every-day, weekdays, weekends or a list of weekdays such as [mon, tue]' })
    .optional()
    .describe('On which days of the week it runs.'),
  at: oneOrMore(time, 'a time such as 07:30, or a list of times')
    .optional()
    .describe('At what time of day it runs, or at which times.'),
  cron: z
    .string()
    .meta({ expects: 'a cron expression of five fields such as 30 7 * * 1-5' })
    .optional()
    .describe('Instead of cycle and at: when it runs, as a cron expression.'),
  every: interval.optional().describe('Instead of at: how often it runs, such as 5m or 2h.'),
  between: hours.optional().describe('With every: in which hours.'),
  days: z
    .enum(['all', 'school', 'staff'])
    .optional()
    .describe('On which days of the calendar: all of them, school days, or staff days (with INSET days).'),
  nonSchoolDay: z
    .enum(['skip', 'next', 'run'])
    .optional()
    .describe('On a day that is not one of days: skip the run, move it to the next such day, or run.'),
  missed: z
    .enum(['skip', 'once', 'all'])
    .optional()
    .describe(
      'What to do about runs that were missed, because the server was off for example: skip them, make up for all of them with one run, or run each of them.',
    ),
  within: duration(60 * DAY, 'a length of time up to 60d, such as 90m, 12h or 7d')
    .optional()
    .describe('How late a missed run may still be made up for, such as 12h or 7d.'),
  hours: z
    .enum(['any', 'out-of-hours'])
    .optional()
    .describe('When a missed run may be made up for: at any hour, or outside school hours and busy hours.'),
  after: oneOrMore(words('the id of a job'), 'the id of a job, or a list of ids')
    .optional()
    .describe('The job or jobs that must have finished first, if they were due in the 12 hours before.'),
  timeout: duration(DAY, 'a length of time up to 24h, such as 30m or 2h')
    .default('30m')
    .describe('A run that takes longer is stopped, and counts as failed.'),
  guard: z
    .strictObject({
      percent: z
        .number()
        .min(0)
        .max(100)
        .default(10)
        .describe('The most, in per cent of what is there, that a run may remove without a reason it knows.'),
      atLeast: z.int().min(0).default(20).describe('So many may always be removed, whatever the percentage.'),
    })
    .prefault({})
    .describe('How much a run may remove unexplained before it stops and asks for approval.'),
  ping: pingAddress('A dead man’s switch such as Healthchecks, told when a run starts, succeeds or fails.'),
}

/** What can be set for a mandatory job: when, not whether. */
export const mandatoryKeys = ['job', 'enabled', 'shadow', 'at', 'after', 'timeout', 'guard', 'ping']

/** An id of somebody's own choice. */
export const JOB_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Everything that can be set for a job. */
export function fieldsOf(job: JobDeclaration): Record<string, z.ZodType> {
  return { ...jobFields, ...job.params.shape }
}

/** The job of a name; not fooled by names that every object has. */
export function jobNamed(jobName: unknown): JobDeclaration | undefined {
  return typeof jobName === 'string' && Object.hasOwn(registry, jobName) ? registry[jobName] : undefined
}
