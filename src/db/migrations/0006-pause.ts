import { code, identity, instant, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** Jobs that people have paused. Frozen once released. */
export const pause: Migration = {
  version: 6,
  name: 'pause',
  tables: {
    pause: table('When a job, or all of them, was not to run by its schedule. Rows stay: they explain.', {
      id: identity(),
      job: code(100, 'Id of the job; empty for all that are not mandatory.'),
      since: instant('The minute in which it began.'),
      until: optional(instant('When it ends by itself; none: when somebody says so.')),
      person: text(256, 'Who paused it.'),
      why: optional(text(200, 'What for, in the words of that person.')),
      ended_at: optional(instant('When somebody ended it before that.')),
      ended_by: optional(text(256, 'Who.')),
    }),
  },
}
