import { code, date, instant, int, personal, table, text } from '../table.ts'
import type { Migration } from './migration.ts'

/** What reports leave behind: that they went out, and the files that are still to go. */
export const reportMemory = {
  report_sent: table(
    'Which report went out for which period, so that it goes out once.',
    {
      job: code(100, 'Id of the report job.'),
      occasion: code(
        60,
        'The period, 2026-11-16..2026-11-22; with the moment behind it where the period was not over.',
      ),
      edition: int('0 for the first time, then 1, 2 … for each time that a person sent it again.'),
      day: date('The school’s date that it was made for.'),
      rows: int('How many rows it had, over all its parts.'),
      items: int('How many mails, prints and files it was put on its way as.'),
      handed_over_at: instant('When.'),
    },
    { key: ['job', 'occasion', 'edition'] },
  ),
  outbox_file: table(
    'Files that items of the outbox carry: each once, however many recipients there are.',
    {
      digest: code(64, 'SHA-256 of the file, hex: its name here.'),
      bytes: int('Its size.'),
      content: personal(text('max', 'The file, Base64.')),
      kept_until: instant('After this it is deleted.'),
    },
    { key: ['digest'], indexes: [['kept_until']] },
  ),
}

/** Reports that go out on a schedule. Frozen once released. */
export const reports: Migration = { version: 4, name: 'reports', tables: reportMemory }
