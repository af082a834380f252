import type { Row } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import type { Frame } from './frame.ts'
import type { Staff } from './staff.ts'

/** How many notices run out how many days from today; none is Never. */
const EXPIRIES: { count: number; from?: number; to?: number }[] = [
  { count: 26, from: -300, to: -2 },
  { count: 4, from: -1, to: -1 },
  { count: 3, from: 0, to: 0 },
  { count: 3, from: 1, to: 1 },
  { count: 6, from: 2, to: 30 },
  { count: 5 },
]

export const EXPIRED_NOTICES = 30

const TEXTS: [title: string, body: string][] = [
  [
    'Year 9 trip to the science museum',
    'Coaches leave from the front gate at 08:30. Registers are taken on the coach.',
  ],
  ['Fire drill this week', 'Please have your group list with you. The assembly points are unchanged.'],
  ['Lost property', 'The cupboard by reception is full. Everything unclaimed goes to charity on Friday.'],
  ['Parents’ evening', 'Appointments close on Wednesday. Ask the office for a printed list.'],
  ['Cross-country', 'Years 7 and 8 miss period 5. Pupils not running go to the library.'],
  ['Photocopier in the staff room', 'Out of order. Use the one in the languages corridor.'],
  ['Flu vaccinations', 'Year 11 first. Consent forms are with the heads of year.'],
  ['Mock examinations', 'The sports hall is closed all week. Rooms are on the cover sheet.'],
  ['House assembly', 'Curlew and Kestrel in the hall, Lapwing and Merlin in the gym.'],
  ['Choir rehearsal', 'Extra rehearsal at lunch. Please let singers go five minutes early.'],
]

const LASTING: [title: string, body: string][] = [
  ['Safeguarding', 'If you are worried about a pupil, tell the safeguarding lead the same day.'],
  ['First aid', 'First aiders are listed by the office. Call 999 first when in doubt.'],
  [
    'How to take a register',
    'Every register within ten minutes. An empty mark is a pupil nobody is looking for.',
  ],
  ['Allergies', 'Pens for emergencies are in the medical room, by surname.'],
  ['Wet break', 'Years 7 to 9 stay in their tutor rooms; duty staff go round.'],
]

export const noticeColumns = ['id', 'title', 'body', 'created_by', 'created_at', 'expires_on']

export function* noticeRows(frame: Frame, staff: Staff): Generator<Row[string][]> {
  const random = frame.random('notices')
  let id = 0
  for (const { count, from, to } of EXPIRIES) {
    for (let at = 0; at < count; at++) {
      const expires =
        from === undefined || to === undefined ? undefined : frame.today.plusDays(random.int(from, to))
      const [title, body] = expires ? random.pick(TEXTS) : LASTING[at]!
      const latest = expires && expires < frame.today ? expires : frame.today.minusDays(1)
      const written: Day = latest.minusDays(random.int(1, 20))
      const author = random.chance(0.1) ? random.pick(staff.gone) : random.pick(staff.all)
      const there = author.leftOn === undefined || author.leftOn >= written.number
      const minute = random.int(8 * 60, 16 * 60)
      yield [
        ++id,
        title,
        body,
        there ? author.id : null,
        frame.instant(written, minute),
        expires?.toString() ?? null,
      ]
    }
  }
}
