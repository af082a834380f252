import type { Row } from '../../src/db/database.ts'
import type { Kind } from '../../src/outbox/item.ts'

/** An item that waits to be sent. */
export const itemRow = (reference: string, now: number, row: Row = {}): Row => {
  const at = new Date(now).toISOString()
  return {
    kind: 'sms' satisfies Kind,
    reference,
    job: null,
    queued_by: 'schedule',
    title: 'Absence',
    recipient: '+447700900123',
    content: 'Ada is not at school.',
    state: 'queued',
    state_at: at,
    queued_at: at,
    due_at: at,
    not_after: null,
    tries: 0,
    ...row,
  }
}
