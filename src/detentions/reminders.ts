import { nameOf } from '../db/tables.ts'
import { hasLeft, onRoll } from '../groups/roll.ts'
import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'

/** The questions that the detention reminders are made of, for one run. A `Rows` argument is a query on reminders. */
export function reminderQueries({ from, enrolled, ref, today }: JobContext) {
  const here = (column: string) => ref('detention_reminder', column)
  const isComing = (reminder: Rows) => reminder.where('date', '>=', today.toString())

  /** The reminders we remember, under the table's own name: so a change of them and a query on them ask alike. */
  const reminders = () => from('detention_reminder', nameOf('detention_reminder'))

  /** Who has to come to what: not called off, not past, and the pupil is on roll on the day. */
  const places = () =>
    from('detention_pupil')
      .join(from('detention').as('detention'), 'detention.id', 'detention_pupil.detention_id')
      .where({ 'detention.cancelled': 0 })
      .where('detention.date', '>=', today.toString())
      .whereExists(
        onRoll({ from, enrolled }, ref('detention', 'date')).where(
          'pupil_id',
          ref('detention_pupil', 'pupil_id'),
        ),
      )
  const itsPlace = () =>
    places()
      .where('detention_pupil.detention_id', here('detention_id'))
      .where('detention_pupil.pupil_id', here('pupil_id'))
  const itsDetention = () => from('detention').where('id', here('detention_id'))

  // A database may give out the number of a notice that was deleted to another one: not the number alone counts.
  const itsNotice = () =>
    from('notice').where('id', here('notice_id')).where('pupil_id', here('pupil_id')).whereNull('created_by')

  const holds = (reminder: Rows) => reminder.whereExists(itsPlace())
  const holdsNoMore = (reminder: Rows) => reminder.whereNotExists(itsPlace())
  const hasNotice = (reminder: Rows) => reminder.whereExists(itsNotice())
  const lostNotice = (reminder: Rows) => reminder.whereNotExists(itsNotice())

  return {
    reminders,
    places,
    isComing,
    holdsNoMore,
    hasNotice,
    lostNotice,

    /** Still to be heeded: the day it says is to come, or the notice is still there. */
    counts: (reminder: Rows) => reminder.where((either) => isComing(either).orWhereExists(itsNotice())),

    /** Says something that is no longer so. */
    isOutdated: (reminder: Rows) =>
      holds(reminder).whereExists(
        itsDetention().where((either) =>
          either
            .whereNot('date', here('date'))
            .orWhereNot('starts_at', here('starts_at'))
            .orWhereNot('room', here('room'))
            .orWhereNot('staff_id', here('staff_id')),
        ),
      ),

    /** Holds no more, and neither the detention nor a leaving date says why. */
    isUnexplained: (reminder: Rows) =>
      holdsNoMore(reminder)
        .whereNotExists(
          itsDetention().where((either) =>
            either.where({ cancelled: 1 }).orWhere('date', '<', today.toString()),
          ),
        )
        .whereNotExists(hasLeft(from, here('date')).where('pupil_id', here('pupil_id'))),

    /** Nothing is left to remember: it holds no more, or its day is over and its notice gone. */
    isOver: (reminder: Rows) =>
      reminder.where((either) =>
        holdsNoMore(either).orWhere((past) => lostNotice(past.where('date', '<', today.toString()))),
      ),

    /** A value of the reminder's detention as it is now. */
    ofDetention: (column: string) => itsDetention().select(column),
  }
}
