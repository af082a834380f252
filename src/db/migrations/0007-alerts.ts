import { date, instant, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** Who has taken note of an incident, and which digests went out. Frozen once released. */
export const alerts: Migration = {
  version: 7,
  name: 'alerts',
  tables: {
    digest: table(
      'The one-line digests that went out, a row a Monday, so that each goes out once.',
      {
        day: date('The Monday.'),
        at: instant('When.'),
      },
      { key: ['day'] },
    ),
  },
  added: {
    alert: {
      acked_at: optional(instant('When somebody took note of it: there is no reminder any more.')),
      acked_by: optional(text(256, 'Who.')),
    },
  },
  indexes: {
    alert: [['closed_at']],
    run: [['job', 'id']],
  },
}
