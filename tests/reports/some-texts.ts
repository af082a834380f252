import { own } from '../../src/db/migrations/index.ts'
import type { ReportSchool } from './school.ts'

/** A batch that Ms Hill queued, at a moment in UTC. */
export const batch = (school: ReportSchool, queued_at: string, row = {}): Promise<number> =>
  school.add('sms_batch', {
    ...{ purpose: 'absence', urgent: 0, queued_by: school.tutor, queued_at: `${queued_at}.000Z` },
    ...row,
  })

/** A text of a batch about a pupil, in a state. */
export const sms = (
  school: ReportSchool,
  batch_id: number,
  pupil_id: number,
  state: string,
  state_reason: string | null = null,
): Promise<number> =>
  school.add('sms_message', {
    ...{ batch_id, pupil_id, number: '07700 900123', body: 'Hello', state, state_reason },
  })

/** Has a text on its way in the outbox. */
export async function onItsWay(school: ReportSchool, text: number, reason: string | null): Promise<void> {
  const at = '2026-11-20T09:41:00.000Z'
  const outbox_reference = `reference-${text}`
  await school.add(own('sms_text'), { message_id: text, outbox_reference, state: 'sending', state_at: at })
  await school.add(own('outbox'), {
    ...{ kind: 'sms', reference: outbox_reference, title: 'Text', recipient: '+447700900123', content: '{}' },
    ...{ queued_by: 'schedule', queued_at: at, state: 'queued', reason, state_at: at, due_at: at, tries: 0 },
  })
}
