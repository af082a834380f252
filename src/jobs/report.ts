import { delivery } from '../reports/delivery/settings.ts'
import { reportNamed, reports } from '../reports/index.ts'
import { partTables } from '../reports/parts.ts'
import { defineJob } from './kit.ts'

export default defineJob({
  name: 'report',
  title: 'Report',
  summary: 'Make a report and send it: by mail, to a printer, or to a folder.',
  notes: [
    'There can be as many of these as a school wants, each under an id of its own; `pars-auto report automate NAME` writes one.',
    'A report goes out once for a period. A run that is late covers the period that it was meant for, and a run by hand sends nothing that has gone out: `pars-auto report send` does.',
  ].join(' '),
  schedule: { cycle: ['mon'], at: '07:30' },
  days: 'school',
  nonSchoolDay: 'next',
  missed: { policy: 'once', hours: 'any' },

  params: delivery,
  nested({ report }) {
    const found = report === undefined ? undefined : reportNamed(report)
    return found ? { parameters: found.params.prefault({}) } : {}
  },

  reads: [...new Set([...partTables, ...Object.values(reports).flatMap((report) => report.reads)]), 'staff'],
  writes: ['outbox', 'outbox_file', 'report_sent'],
  counts: {
    reports: 'reports that went out',
    mails: 'mails handed over to be sent',
    prints: 'prints handed over',
    files: 'files handed over to be written',
  },

  // Loaded for a report that is due: no other tick pays for it.
  async prepare(params, context, session) {
    const { prepare } = await import('../reports/delivery/prepare.ts')
    return prepare(params, context, session)
  },
  async plan(_params, context, prepared) {
    const { plan } = await import('../reports/delivery/plan.ts')
    return plan(context, prepared)
  },
})
