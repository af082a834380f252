import type { ConfiguredJob } from '../config/config.ts'
import type { Need, Needs } from '../db/check/found.ts'
import type { JobTable } from '../db/tables.ts'
import { reportNamed } from '../reports/index.ts'
import { partTables } from '../reports/parts.ts'

/** Which tables the jobs that are switched on need, and which of them they write. */
export function tablesNeeded(jobs: ConfiguredJob[]): Needs {
  const needs = new Map<JobTable, Need>()
  for (const configured of jobs.filter(({ enabled }) => enabled)) {
    const { id, job } = configured
    for (const table of new Set([...readBy(configured), ...job.writes])) {
      const before = needs.get(table)
      needs.set(table, {
        jobs: [...(before?.jobs ?? []), id],
        isWritten: (before?.isWritten ?? false) || job.writes.includes(table),
      })
    }
  }
  return needs
}

/** Of the job that makes reports, what its report reads: by its declaration it may make any. */
function readBy({ job, params }: ConfiguredJob): JobTable[] {
  const report = typeof params.report === 'string' ? reportNamed(params.report) : undefined
  return report ? [...report.reads, ...partTables] : job.reads
}
