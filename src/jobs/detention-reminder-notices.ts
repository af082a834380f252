import { z } from 'zod'
import { reminderQueries } from '../detentions/reminders.ts'
import { Day } from '../schedule/day.ts'
import { dateInWords } from '../schedule/weekday.ts'
import { defineJob } from './kit.ts'
import { add, change, followed, remove } from './plan.ts'

export default defineJob({
  name: 'detention-reminder-notices',
  title: 'Detention reminder notices',
  summary: 'Make a reminder notice for each pupil and coming detention.',
  notes: [
    'The notice says the day, the time, the room and who holds the detention, and expires with it; the day after, `clear-expired-notices` deletes it.',
    'It is changed when the detention is moved, however far, and removed when the detention is called off, or the pupil is taken off it or has left by then.',
    'A notice that somebody deleted is not made again.',
    'A run from 18:00 on makes none for a detention of the same day.',
    'When very many detentions vanish without having been called off, or all of them, nothing is changed until somebody approves.',
  ].join(' '),
  schedule: { cycle: 'every-day', at: '06:00' },
  days: 'all',
  // A reminder of today's detention is no use tonight: a missed run is made up for at the first tick.
  missed: { policy: 'once', hours: 'any' },

  params: z.strictObject({
    daysAhead: z
      .int()
      .min(1)
      .max(60)
      .default(7)
      .describe('Reminds of the detentions of today and of so many days after it.'),
  }),

  reads: ['detention', 'detention_pupil', 'school_history', 'staff'],
  writes: ['notice', 'detention_reminder'],
  counts: {
    removed: 'notices removed: called off, or the pupil is taken off it or has left',
    changed: 'notices changed: moved, or held by somebody else',
    created: 'notices made',
  },

  async plan({ daysAhead }, context) {
    const { from, ref, text, stage, values, read, today, rollDay, now } = context
    const { reminders, places, isComing, holdsNoMore, hasNotice, lostNotice, ...ask } =
      reminderQueries(context)
    const last = today.plusDays(daysAhead).toString()

    const toRemove = () => hasNotice(holdsNoMore(isComing(reminders())))
    const toChange = () => hasNotice(ask.isOutdated(ask.counts(reminders())))
    const reminderOfPlace = () =>
      reminders()
        .where('detention_id', ref('detention_pupil', 'detention_id'))
        .where('pupil_id', ref('detention_pupil', 'pupil_id'))
    const toCreate = () =>
      places()
        .whereBetween('detention.date', [rollDay.toString(), last])
        .whereNotExists(ask.counts(reminderOfPlace()))

    const dates = await read.all<{ date: string }>(
      from('detention')
        .whereIn('id', toCreate().select('detention.id'))
        .orWhereIn('id', toChange().select('detention_id'))
        .distinct('date'),
    )
    const inWords = (day: Day) => ({ date: day.toString(), words: dateInWords(day), made_at: now })
    const days = await stage(
      dates.length > 0
        ? values(...dates.map(({ date }) => inWords(Day.parse(date))))
        : values(inWords(today)),
    )

    /** A reminder, its detention, and the day of that in words. */
    const worded = () =>
      from('detention_reminder', 'r')
        .join(from('detention').as('d'), 'd.id', 'r.detention_id')
        .join(days().as('day'), 'day.date', 'd.date')
        .leftJoin(from('staff').as('s'), 's.id', 'd.staff_id')
    const title = text`Detention on ${'day.words'} at ${'d.starts_at'}, room ${'d.room'}`
    const body = text`Held by ${'s.staff_code'}. This notice follows the detention when that is moved or called off.`
    const ofNotice = () => worded().where('r.notice_id', ref('notice', 'id'))
    const token = (reminder: string) => text`${`${reminder}.detention_id`}/${`${reminder}.pupil_id`}`

    return {
      removed: followed(
        remove('notice', (notice) => notice.whereIn('id', toRemove().select('notice_id')), {
          rows: hasNotice(ask.isUnexplained(isComing(reminders()))).select('notice_id'),
          outOf: hasNotice(isComing(reminders())),
          source: isComing(from('detention')),
          sourceName: 'coming detentions',
          beyond: 'hold',
        }),
        remove('detention_reminder', ask.isOver),
        change('detention_reminder', (reminder) => lostNotice(reminder.whereNot('notice_id', 0)), {
          notice_id: 0,
        }),
      ),
      changed: followed(
        change('notice', (notice) => notice.whereIn('id', toChange().select('notice_id')), {
          title: ofNotice().select(title),
          body: ofNotice().select(body),
          expires_on: ofNotice().select('d.date'),
        }),
        change('detention_reminder', (reminder) => ask.isOutdated(ask.counts(reminder)), {
          date: ask.ofDetention('date'),
          starts_at: ask.ofDetention('starts_at'),
          room: ask.ofDetention('room'),
          staff_id: ask.ofDetention('staff_id'),
        }),
      ),
      created: followed(
        add(
          'detention_reminder',
          ['detention_id', 'pupil_id', 'date', 'starts_at', 'room', 'staff_id'],
          toCreate().select(
            'detention_pupil.detention_id',
            'detention_pupil.pupil_id',
            'detention.date',
            'detention.starts_at',
            'detention.room',
            'detention.staff_id',
          ),
        ),
        // Two detentions may read alike: until it is known which notice is whose, the text says it.
        add(
          'notice',
          ['title', 'body', 'pupil_id', 'created_at', 'expires_on'],
          worded().whereNull('r.notice_id').select(title, token('r'), 'r.pupil_id', 'day.made_at', 'd.date'),
        ),
        change('detention_reminder', (reminder) => reminder.whereNull('notice_id'), {
          notice_id: from('notice')
            .where('pupil_id', ref('detention_reminder', 'pupil_id'))
            .where(
              'body',
              text`${ref('detention_reminder', 'detention_id')}/${ref('detention_reminder', 'pupil_id')}`,
            )
            .max('id'),
        }),
        change(
          'notice',
          (notice) =>
            notice.whereExists(
              from('detention_reminder', 'r')
                .where('r.notice_id', ref('notice', 'id'))
                .where(token('r') as never, ref('notice', 'body')),
            ),
          { body: ofNotice().select(body) },
        ),
      ),
    }
  },
})
