import type { Row } from '../db/database.ts'
import { Day } from '../schedule/day.ts'
import type { DetentionKind } from './behaviour.ts'
import type { Frame } from './frame.ts'
import type { Punishments } from './incidents.ts'
import type { Pupils } from './pupils.ts'
import { schoolDays } from './school-year.ts'
import type { Staff } from './staff.ts'

/** Pupils in one room. */
const SEATS = 25

/** Detentions are planned so many days ahead. */
const AHEAD_DAYS = 28

const STARTS = { lunch: '13:10', 'after-school': '15:00' }

/** On which weekdays they are held. */
const HELD = { lunch: [1, 3, 5], 'after-school': [2, 4] }

interface Detention {
  id: number
  day: number
  kind: DetentionKind
  room: string
  staffId: number
  cancelled: boolean
  seats: Seat[]
}

interface Seat {
  pupilId: number
  incidentId: number | null
}

/** Where the detentions come from. They are made twice, once for each of their tables, and come out the same. */
export interface DetentionSource {
  frame: Frame
  staff: Staff
  pupils: Pupils
  punishments: Punishments
}

/** Past detentions and those of the next four weeks, some of them called off. */
function* detentions({ frame, staff, pupils, punishments }: DetentionSource): Generator<Detention> {
  const random = frame.random('detentions')
  const present = pupils.where((at) => pupils.isOnRoll(at, frame.today.number))
  const places = {
    lunch: new Seating('lunch', punishments),
    'after-school': new Seating('after-school', punishments),
  }
  let id = 0
  let coming = 0
  for (const { day, kind } of slots(frame)) {
    const ahead = day > frame.today.number
    const earned = places[kind].until(day)
    // Nobody has earned a detention in three weeks' time yet: somebody has been put down for it by hand.
    const byHand = ahead && earned.length === 0 ? random.sample(present, random.int(2, 8)) : []
    const all = [...earned, ...byHand.map((at): Seat => ({ pupilId: pupils.id(at), incidentId: null }))]
    for (let from = 0; from < all.length; from += SEATS) {
      const cancelled = ahead ? ++coming % 4 === 2 : random.chance(0.04)
      const [room, staffId] = [`H${random.int(1, 9)}`, random.pick(staff.teachers).id]
      yield { id: ++id, day, kind, room, staffId, cancelled, seats: all.slice(from, from + SEATS) }
    }
  }
}

function slots(frame: Frame): { day: number; kind: DetentionKind }[] {
  const ahead = schoolDays(frame.today.plusDays(1), frame.today.plusDays(AHEAD_DAYS), frame.calendar)
  return [...frame.days, ...ahead].flatMap((day) => {
    const kinds = (['lunch', 'after-school'] as const).filter((kind) => HELD[kind].includes(day.weekday))
    return kinds.map((kind) => ({ day: day.number, kind }))
  })
}

/** Works off the punishments of one kind, in their order. */
class Seating {
  readonly #kind: DetentionKind
  readonly #punishments: Punishments
  #next = 0

  constructor(kind: DetentionKind, punishments: Punishments) {
    this.#kind = kind
    this.#punishments = punishments
  }

  /** Who is due on a day, each pupil once. A pupil has to be told the day before at the latest. */
  until(day: number): Seat[] {
    const { pupilIds, incidentIds, days, kinds } = this.#punishments
    const seats = new Map<number, Seat>()
    for (; this.#next < days.length && days[this.#next]! < day - 1; this.#next++) {
      const pupilId = pupilIds[this.#next]!
      if (kinds[this.#next] !== this.#kind || seats.has(pupilId)) continue
      seats.set(pupilId, { pupilId, incidentId: incidentIds[this.#next]! })
    }
    return [...seats.values()]
  }
}

export const detentionColumns = ['id', 'date', 'starts_at', 'room', 'staff_id', 'cancelled']

export function* detentionRows(source: DetentionSource): Generator<Row[string][]> {
  for (const { id, day, kind, room, staffId, cancelled } of detentions(source)) {
    yield [id, Day.of(day).toString(), STARTS[kind], room, staffId, cancelled ? 1 : 0]
  }
}

export const detentionPupilColumns = ['detention_id', 'pupil_id', 'incident_id']

export function* detentionPupilRows(source: DetentionSource): Generator<Row[string][]> {
  for (const { id, seats } of detentions(source)) {
    for (const { pupilId, incidentId } of seats) yield [id, pupilId, incidentId]
  }
}
