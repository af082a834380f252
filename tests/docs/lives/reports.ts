import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { atTheDemo } from '../demo.ts'
import type { Life } from '../life.ts'

export const reports: Record<string, Life> = {
  'docs/reports.md': {
    desk: atTheDemo,
    differs: {
      'pars-auto report run lates --period this-term --out lates.pdf': [[/\d+KB$/gm, '…KB']],
    },
    untyped: {
      'pars-auto report automate unexplained-absences':
        'asks at a terminal: tests/commands/report-automate.test.ts',
    },
    others: {
      '/*': ({ lines }, desk) => {
        mkdirSync(path.join(desk.folder, 'reports'))
        writeFileSync(path.join(desk.folder, 'reports/birthdays.sql'), lines.join('\n'))
      },
    },
  },
}
