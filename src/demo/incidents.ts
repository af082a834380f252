import type { Row } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { type DetentionKind, GROUNDS, OUTCOMES, outcomeId } from './behaviour.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import type { Staff } from './staff.ts'

/** Incidents a pupil has in a school day, on average. */
const PRAISES_A_DAY = 0.045
const SANCTIONS_A_DAY = 0.017

/** The share of incidents that somebody edits later. */
const EDITED = 0.03

/** Pupils who have to sit a detention for something, in columns, in the order of the days. */
export interface Punishments {
  pupilIds: number[]
  incidentIds: number[]
  /** Day numbers of the incidents. */
  days: number[]
  kinds: DetentionKind[]
}

export const incidentColumns = [
  'id',
  'pupil_id',
  'date',
  'ground_id',
  'outcome_id',
  'recorded_by',
  'recorded_at',
  'changed_at',
  'comment',
]

/** The year's incidents; those that end in a detention are noted in `punishments`. */
export function* incidentRows(
  frame: Frame,
  staff: Staff,
  pupils: Pupils,
  punishments: Punishments,
): Generator<Row[string][]> {
  const random = frame.random('incidents')
  const edits = frame.random('edited incidents')
  // A tenth of the pupils has most of the sanctions.
  const unruly = Uint8Array.from({ length: pupils.length }, () => (random.chance(0.1) ? 1 : 0))
  const ofKind = [true, false].map((positive) => GROUNDS.filter((ground) => ground.positive === positive))
  let id = 0
  for (const day of frame.days) {
    const present = hasPupils(pupils, day)
    for (const [grounds, rate] of [
      [ofKind[0]!, PRAISES_A_DAY] as const,
      [ofKind[1]!, SANCTIONS_A_DAY] as const,
    ]) {
      const praising = rate === PRAISES_A_DAY
      for (let left = present ? about(random, frame.options.pupils * rate) : 0; left > 0; left--) {
        const pupil = pupils.id(someone(random, pupils, day, praising ? undefined : unruly))
        const minute = random.int(9 * 60, 15 * 60 + 30)
        if (minute > frame.minutesInto(day)) continue
        const ground = random.weighted(grounds)
        const outcome = random.chance(0.02) ? 'No further action' : random.pick(ground.outcomes)
        const kind = OUTCOMES[outcomeId(outcome) - 1]!.detention
        id++
        if (kind) {
          punishments.pupilIds.push(pupil)
          punishments.incidentIds.push(id)
          punishments.days.push(day.number)
          punishments.kinds.push(kind)
        }
        const recordedAt = frame.instant(day, minute)
        yield [
          ...[id, pupil, day.toString(), GROUNDS.indexOf(ground) + 1, outcomeId(outcome)],
          ...[recorder(random, staff, day), recordedAt, changedAt(edits, recordedAt, frame.options.now)],
          ground.comments.length > 0 && random.chance(0.4) ? random.pick(ground.comments) : null,
        ]
      }
    }
  }
}

/** When an incident was edited, minutes or days later; hardly any is, and none has been edited in the future. */
function changedAt(random: Random, recordedAt: string, now: number): string | null {
  const edited = random.chance(EDITED)
  const minutes = random.chance(0.6) ? random.int(2, 90) : random.int(90, 4 * 24 * 60)
  const moment = Date.parse(recordedAt) + minutes * 60_000
  return edited && moment <= now ? new Date(moment).toISOString() : null
}

/** A whole number that is `mean` on average. */
function about(random: Random, mean: number): number {
  return Math.floor(mean * (0.6 + random.next() * 0.8) + random.next())
}

/** Somebody on roll; where `unruly` is given, mostly one of those. */
function someone(random: Random, pupils: Pupils, day: Day, unruly?: Uint8Array): number {
  for (;;) {
    const at = random.int(0, pupils.length - 1)
    if (!pupils.isOnRoll(at, day.number)) continue
    if (!unruly || unruly[at] || random.chance(0.12)) return at
  }
}

function hasPupils(pupils: Pupils, day: Day): boolean {
  for (let at = 0; at < pupils.length; at++) if (pupils.isOnRoll(at, day.number)) return true
  return false
}

/** A teacher who was there that day, also one who has left since. */
function recorder(random: Random, staff: Staff, day: Day): number {
  const teacher = random.chance(0.05) ? random.pick(staff.gone) : random.pick(staff.teachers)
  return teacher.leftOn !== undefined && teacher.leftOn < day.number ? staff.head.id : teacher.id
}
