import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import type { Moment } from '../jobs/apply.ts'
import type { Day } from '../schedule/day.ts'
import { nextSlot } from '../schedule/slots.ts'
import { minuteOfDay } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'
import { liveSince, wasInShadow } from './live.ts'
import type { School } from './school.ts'

/** From this minute of the day on, groups are made for tomorrow: tonight's run serves the morning. */
const EVENING = 18 * 60

/** The day that groups made at an instant are for. */
export function rollDayAt(zone: Zone, now: number): Day {
  const today = zone.dayAt(now)
  return minuteOfDay(zone.wallAt(now)) >= EVENING ? today.plusDays(1) : today
}

/** The circumstances of a run: of a slot, which may be long past, or by hand. */
export async function momentOf(
  { db, config }: Pick<School, 'db' | 'config'>,
  session: Session,
  configured: ConfiguredJob,
  slot?: { at: number },
): Promise<Moment> {
  const { zone } = config.school
  const now = await db.now()
  const live = (await liveSince(session, configured)) ?? now
  const tookOver = !configured.shadow && (await wasInShadow(session, configured.id))
  return {
    now,
    today: zone.dayAt(now),
    slotDay: zone.dayAt(slot?.at ?? now),
    rollDay: rollDayAt(zone, now),
    nextDue: () => nextSlot(configured.schedule, configured.rules, now)?.at,
    settings: config,
    shadow: configured.shadow,
    liveSince: live,
    ...(tookOver ? { tookOver: zone.dayAt(live) } : {}),
  }
}
