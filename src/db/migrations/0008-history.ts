import { date, instant, int, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/**
 * How the history is kept from growing for ever, and the indexes with which it makes no difference how long it is.
 * Frozen once released.
 */
export const history: Migration = {
  version: 8,
  name: 'history',
  tables: {
    trim: table(
      'The last removal of what is older than the config has it kept. One row at most.',
      {
        id: int('1.'),
        day: date('The school’s date: once for each.'),
        counts: text(1000, 'Rows removed, by table, JSON.'),
        finished_at: optional(instant('When there was nothing left; none while it goes on.')),
      },
      { key: ['id'] },
    ),
  },
  indexes: {
    run: [
      ['job', 'slot'],
      ['job', 'shadow', 'state', 'id'],
      ['state', 'ended_at'],
    ],
    slot: [
      ['state', 'due_at'],
      ['job', 'due_at'],
      ['job', 'state', 'due_at'],
    ],
    event: [['at'], ['kind', 'at']],
    alert: [['told_at'], ['closing_told_at']],
    config: [['used_at']],
    quiet: [['day']],
    outbox: [['state', 'state_at']],
    report_sent: [['handed_over_at']],
  },
}
