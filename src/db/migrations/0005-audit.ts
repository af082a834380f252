import { code, flag, identity, instant, optional, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** What people did and were refused. Frozen once released. */
export const audit: Migration = {
  version: 5,
  name: 'audit',
  tables: {
    audit: table(
      'Who changed, approved, deleted or decided something, and who was refused. Rows are only ever added.',
      {
        id: identity(),
        at: instant('When.'),
        person: text(256, 'The login to the database, or the account on the host.'),
        host: text(100, 'Where it was done.'),
        command: code(60, 'The subcommand: sms delete.'),
        refused: flag('1 where it was not permitted, and nothing was done.'),
        detail: text('max', 'What was done, in words, with ids and counts. Never personal data.'),
        config_hash: optional(code(64, 'The config in force.')),
      },
      { indexes: [['at'], ['person', 'at']] },
    ),
  },
}
