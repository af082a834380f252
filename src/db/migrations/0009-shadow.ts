import { code, date, identity, instant, int, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** What jobs in shadow would have done, to be compared with what another program did. Frozen once released. */
export const shadow: Migration = {
  version: 9,
  name: 'shadow',
  tables: {
    shadow_row: table(
      'Rows that a job in shadow would have added, changed or removed, and whether that has happened since.',
      {
        id: identity(),
        job: code(100, 'Id of the job.'),
        step: code(40, 'Name of the count that the row belongs to.'),
        hash: code(64, 'SHA-256 of the trace, hex.'),
        trace: text(
          2000,
          'How it is seen whether it has happened: table and keys, JSON. No names, no texts.',
        ),
        first_at: instant('The rehearsal that wanted it first.'),
        last_at: instant('The rehearsal that wanted it last.'),
        outcome: optional(
          code(10, 'done: it has happened; dropped: no longer wanted; none while it is open.'),
        ),
        settled_at: optional(instant('When that was found.')),
      },
      { unique: [['job', 'step', 'hash']], indexes: [['job', 'first_at']] },
    ),
    shadow_day: table(
      'What the rehearsals of a day came to. A row a job, count and day.',
      {
        job: code(100, 'Id of the job.'),
        step: code(40, 'Name of the count; * for all of them together.'),
        day: date('The school’s date.'),
        looks: int('How many rehearsals.'),
        first_at: instant('The first of them.'),
        last_at: instant('The last of them.'),
        planned: int('Rows that the last of them would have added, changed or removed.'),
        beyond: int('How many of these were too many to be remembered one by one.'),
        highest: optional(
          int('The highest number in the table at the first of them, where that is watched.'),
        ),
        present: optional(int('How many rows the table had then.')),
      },
      { key: ['job', 'step', 'day'] },
    ),
  },
}
