import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { JobContext, LookContext } from '../jobs/kit.ts'
import { add, type Change, change, type Rows } from '../jobs/plan.ts'

/** What has to wait is looked at again so often, whatever else happens, ms. */
const AGAIN = 3_600_000

/**
 * Texts in the queue that the last run cannot have decided about: new ones, and those whose time has come since.
 * What it left in the queue (because of the quiet hours, of the limits, from before go-live) is not among them until
 * it is time to look again.
 */
export function unlookedTexts({ from, now }: Pick<LookContext, 'from' | 'now'>): Rows {
  return from('sms_message', 'm')
    .where('m.state', 'queued')
    .where((due) => due.whereNull('m.not_before').orWhere('m.not_before', '<=', now))
    .where((unlooked) =>
      unlooked.whereNotExists(from('sms_look', 'l').select('l.id')).orWhereExists(
        from('sms_look', 'l')
          .select('l.id')
          .where((since) =>
            since
              .where('l.again_at', '<=', now)
              .orWhereRaw('?? > ??', ['m.id', 'l.last_message'])
              .orWhereRaw('?? > ??', ['m.not_before', 'l.looked_at']),
          ),
      ),
    )
    .select('m.id')
}

/** Remembers that the queue has been looked through. `again`: when something in it changes by itself, epoch ms. */
export function looked({ from, over, values, now }: JobContext, last: number, again: number): Change[] {
  const latest = Date.parse(now) + AGAIN
  const row = {
    looked_at: now,
    last_message: last,
    again_at: new Date(Math.min(again, latest)).toISOString(),
  }
  return [
    change('sms_look', (look) => look, row),
    add(
      'sms_look',
      ['id', ...Object.keys(row)],
      over(values({ id: 1, ...row })).whereNotExists(from('sms_look').select('id')),
    ),
  ]
}

/** Somebody has changed something in the queue: the next run is to look at all of it. */
export async function lookAgain(session: Session): Promise<void> {
  await session.run(session.sql(own('sms_look')).delete())
}
