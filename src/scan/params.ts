import { z } from 'zod'
import { elsewhereSection } from '../config/database-section.ts'
import { duration, time, words } from '../config/fields.ts'
import { WEEKDAYS } from '../schedule/weekday.ts'
import { problemsOf } from './register-times.ts'

const register = z.strictObject({
  part: z.enum(['AM', 'PM']).describe('The session: morning or afternoon.'),
  site: words('the name of a site').optional().describe('Only for readers on this site.'),
  years: z
    .array(z.int().min(0).max(14))
    .min(1)
    .optional()
    .describe('Only for these national curriculum years: 12 for Year 12.'),
  days: z
    .array(z.enum(WEEKDAYS).meta({ expects: `a weekday: ${WEEKDAYS.join(', ')}` }))
    .min(1)
    .optional()
    .describe('Only on these weekdays.'),
  earlyClosing: z
    .literal(true)
    .optional()
    .describe('true: only on days on which the school closes early, by the calendar.'),
  opens: time.describe('From when on a scan counts for this session.'),
  starts: time.describe('From when on a pupil is late.'),
  closes: time
    .optional()
    .describe('Until when, this minute included, a pupil is late: 30 minutes after the start unless given.'),
})

/** Registration times of some pupils, as the config says them. */
export type RegisterText = z.output<typeof register>

const clock = z.strictObject({
  device: words('the code of a reader').describe('The reader, as it calls itself in its scans.'),
  ahead: duration(86_400_000, 'a length of time up to 24h, such as 4m')
    .optional()
    .describe('How far its clock is ahead.'),
  behind: duration(86_400_000, 'a length of time up to 24h, such as 4m')
    .optional()
    .describe('How far its clock is behind.'),
})

/** A reader's clock that is known to be wrong. */
export type ClockText = z.output<typeof clock>

export const params = z
  .strictObject({
    registers: z
      .array(register)
      .min(1)
      .describe(
        'When registration opens, starts and closes, by session; for a site, year group or weekday of its own where an entry says so: the entry that says most applies.',
      ),
    replaceN: z
      .boolean()
      .default(false)
      .describe('true: a scan also replaces N, an absence for which nobody knows a reason yet.'),
    afterClosing: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{0,2}$/)
      .meta({ expects: 'a register code such as U' })
      .optional()
      .describe(
        'The code for a scan after registration has closed, such as U. None: it makes no mark, and is listed.',
      ),
    lessonsBy: z
      .enum(['timetable', 'room'])
      .default('timetable')
      .describe(
        'Which lesson a lesson scan is for: that of the pupil’s timetable, or that of the reader’s room.',
      ),
    lessonOpens: z
      .int()
      .min(0)
      .max(60)
      .default(5)
      .describe('From so many minutes before a lesson on, a scan counts for it.'),
    lessonCloses: z
      .int()
      .min(0)
      .max(240)
      .default(30)
      .describe(
        'Until so many minutes after its start, and not after its end, a scan marks a pupil late for a lesson.',
      ),
    consent: words('the name of a kind of consent')
      .default('Biometric data')
      .describe('The kind of consent without which a fingerprint makes no mark.'),
    clocks: z
      .array(clock)
      .default([])
      .describe('Readers whose clocks are wrong: their scans are put right by so much.'),
    database: elsewhereSection
      .optional()
      .describe('Where the scans are, if not in the school’s database. It is only read.'),
  })
  .superRefine(({ registers, clocks }, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const { at, message } of problemsOf(registers)) complain(['registers', at], message)
    for (const [at, { device, ahead, behind }] of clocks.entries()) {
      if ((ahead === undefined) === (behind === undefined))
        complain(['clocks', at], 'say either ahead or behind')
      if (clocks.findIndex((other) => other.device === device) < at)
        complain(['clocks', at], `${device} is there twice`)
    }
  })

export type ScanParams = z.output<typeof params>
