import type { Database, Row } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { readNumber } from '../sms/number.ts'
import type { Fill } from './characteristics.ts'
import type { Frame } from './frame.ts'
import type { Random } from './random.ts'
import type { Staff } from './staff.ts'
import { sessionId } from './timetable.ts'

/** The office goes through the morning's registers, in minutes after midnight. */
const ABSENCES = 9 * 60 + 40
/** School days of which the texts about absences are still there. */
const KEPT_DAYS = 15
/** More than that the office does not get through in a morning. */
const A_MORNING = 60
/** Of those who are not there, for so many nobody has rung. */
const UNEXPLAINED = 0.4
/** So many seats the coaches have. */
const SEATS = 300
const TRIP_YEAR = 9

const ANSWERS = [
  'Sorry, has a temperature, back tomorrow hopefully',
  'At the dentist, will be in after break',
  'Overslept, on the way now',
  'Thanks for letting me know, I will ring you',
]

export const batchColumns = ['id', 'purpose', 'urgent', 'queued_by', 'queued_at']
export const textColumns = [
  ...['batch_id', 'pupil_id', 'contact_id', 'number', 'body', 'about_date', 'about_part'],
  ...['not_before', 'state', 'state_reason', 'state_at'],
]
const logColumns = ['pupil_id', 'contact_id', 'at', 'direction', 'channel', 'body', 'staff_id']

/** Texts that somebody will write in one go: their rows, and the moment in epoch milliseconds. */
export interface ComingBatch {
  at: number
  batch: Row[string][]
  texts: Row[string][][]
}

/** A pupil, and the contact who is called first. */
interface Reached {
  pupil_id: number
  forename: string
  contact_id: number
  mobile: string
}

/**
 * Writes the texts about absences that PARS has sent on the last school days, and what parents answered.
 * @param away numbers of the pupils whom the office will miss, by the day to come
 * @returns the texts that will be written until the end of `options.until`
 */
export async function fillTexts(
  db: Database,
  fill: Fill,
  frame: Frame,
  staff: Staff,
  away: ReadonlyMap<string, number[]>,
): Promise<ComingBatch[]> {
  const sent = await sentTexts(db, frame, staff)
  await fill('sms_batch', batchColumns, sent.batches)
  await fill('sms_message', textColumns, sent.texts)
  await fill('contact_log', logColumns, sent.log)
  const { now, until = now } = frame.options
  const first = sent.batches.length + 1
  const coming = [
    await trip(db, frame, staff),
    await lateInTheEvening(db, frame, staff),
    ...(await absences(db, frame, staff, away)),
  ]
  return coming
    .filter(({ at, texts }) => at > now && at <= until && texts.length > 0)
    .sort((a, b) => a.at - b.at)
    .map(({ at, batch, texts }, n) => {
      const id = first + n
      return { at, batch: [id, ...batch], texts: texts.map((text) => [id, ...text]) }
    })
}

async function sentTexts(db: Database, frame: Frame, staff: Staff) {
  const batches: Row[string][][] = []
  const texts: Row[string][][] = []
  const log: Row[string][][] = []
  const officer = staff.attendanceOfficer.id
  for (const [n, day] of frame.days.entries()) {
    if (n < frame.days.length - KEPT_DAYS || frame.minutesInto(day) < 12 * 60) continue
    const unexplained = await reached(db, (pupil) =>
      pupil.whereIn(
        'p.id',
        db
          .sql('mark')
          .where({ date: day.toString(), session_id: sessionId(n, 'AM') })
          .whereIn('code', ['N', 'O'])
          .select('pupil_id'),
      ),
    )
    if (unexplained.length === 0) continue
    const random = frame.random(`texts of ${day}`)
    const id = batches.length + 1
    batches.push([id, 'absence', 0, officer, frame.instant(day, ABSENCES)])
    for (const one of unexplained) {
      const { pupil_id, contact_id, mobile } = one
      const body = absent(one)
      const [state, reason] = outcome(mobile, random)
      const at = frame.instant(day, ABSENCES + random.int(1, 3))
      texts.push([
        ...[id, pupil_id, contact_id, mobile, body, day.toString(), 'AM'],
        ...[null, state, reason, at],
      ])
      if (state === 'failed') continue
      log.push([pupil_id, contact_id, at, 'out', 'sms', body, officer])
      if (!random.chance(0.3)) continue
      const answered = frame.instant(day, ABSENCES + random.int(5, 120))
      log.push([pupil_id, contact_id, answered, 'in', 'sms', random.pick(ANSWERS), null])
    }
  }
  return { batches, texts, log }
}

function outcome(mobile: string, random: Random): [state: string, reason: string | null] {
  const { refused } = readNumber(mobile)
  if (refused) return ['failed', refused]
  return [random.chance(0.9) ? 'delivered' : 'sent', null]
}

/** A reminder that is written in the evening, to go in the morning. */
async function trip(db: Database, frame: Frame, staff: Staff): Promise<ComingBatch> {
  const body = `Reminder: the Year ${TRIP_YEAR} trip to the science museum is next week. Please bring a packed lunch and a coat. Coaches leave from the front gate at 08:30.`
  const parents = await reached(
    db,
    (pupil) => pupil.where('p.year_group_id', frame.yearGroupId(TRIP_YEAR)),
    SEATS,
  )
  const notBefore = frame.instant(frame.today.plusDays(1), 8 * 60)
  const writer = staff.all.find(({ role }) => role === `Head of Year ${TRIP_YEAR}`) ?? staff.head
  return written(frame, frame.today, 20 * 60 + 10, ['general', writer.id], parents, () => [
    body,
    null,
    null,
    notBefore,
  ])
}

/** Somebody remembers too late what is on tomorrow: in the parents' quiet hours. */
async function lateInTheEvening(db: Database, frame: Frame, staff: Staff): Promise<ComingBatch> {
  const [group] = frame.groups
  const tomorrow = frame.calendar.isOn(frame.today.plusDays(1), 'school')
  const parents = tomorrow
    ? await reached(db, (pupil) => pupil.where('p.registration_group_id', group!.id))
    : []
  const writer = staff.tutorOf(group!.id).id
  const body = `${group!.name}: please remember the PE kit for tomorrow.`
  return written(frame, frame.today, 21 * 60 + 20, ['general', writer], parents, () => [
    body,
    null,
    null,
    null,
  ])
}

/** On the mornings to come. Some have turned up by then, and the text about them must not go. */
async function absences(
  db: Database,
  frame: Frame,
  staff: Staff,
  away: ReadonlyMap<string, number[]>,
): Promise<ComingBatch[]> {
  const batches: ComingBatch[] = []
  for (const day of frame.comingDays) {
    const random = frame.random(`texts of ${day}`)
    const unexplained = (away.get(day.toString()) ?? []).filter(() => random.chance(UNEXPLAINED))
    const some = random.sample(unexplained, A_MORNING)
    const parents = await reached(db, (pupil) => pupil.whereIn('p.id', some))
    const by = ['absence', staff.attendanceOfficer.id] as const
    batches.push(
      written(frame, day, ABSENCES, by, parents, (one) => [absent(one), day.toString(), 'AM', null]),
    )
  }
  return batches
}

/** Rows without the number of their batch: that comes in the order in which they are written. */
function written(
  frame: Frame,
  day: Day,
  minute: number,
  [purpose, staff]: readonly [purpose: string, staff: number],
  parents: Reached[],
  say: (parent: Reached) => Row[string][],
): ComingBatch {
  const queuedAt = frame.instant(day, minute)
  return {
    at: Date.parse(queuedAt),
    batch: [purpose, 0, staff, queuedAt],
    texts: parents.map((one) => [
      ...[one.pupil_id, one.contact_id, one.mobile, ...say(one)],
      ...['queued', null, null],
    ]),
  }
}

const absent = ({ forename }: Reached) =>
  `${forename} is not in school this morning, and we have not heard why. Please reply to this text or ring the office.`

type Query = ReturnType<Database['sql']>

/** Pupils on roll for whom a condition holds and who have a contact to text, whatever is written as the number. */
function reached(db: Database, which: (pupil: Query) => Query, most = A_MORNING): Promise<Reached[]> {
  return db.all<Reached>(
    which(db.sql('pupil as p'))
      .join('pupil_contact as pc', 'pc.pupil_id', 'p.id')
      .join('contact as c', 'c.id', 'pc.contact_id')
      .where('pc.priority', 1)
      .whereNotNull('c.mobile')
      .orderBy('p.id')
      .limit(most)
      .select('p.id as pupil_id', 'p.forename', 'c.id as contact_id', 'c.mobile'),
  )
}
