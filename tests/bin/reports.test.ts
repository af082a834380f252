import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const BUNDLE = path.join(import.meta.dirname, '../../dist/pars-auto.cjs')

/** Runs the bundle in a process of its own, at the school's time; which files it loaded. */
function loadedBy(school: TestSchool, ...args: string[]): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '-e',
      `
      const { main } = require(${JSON.stringify(BUNDLE)})
      const given = { clock: () => ${school.now}, databaseClock: () => ${school.now}, out: () => {} }
      main(${JSON.stringify([...args, '--config', school.file])}, given).then((code) => {
        console.log(JSON.stringify({ code, files: Object.keys(require.cache) }))
      })
    `,
    ],
    { cwd: school.folder, encoding: 'utf8' },
  )
  expect(stderr).not.toMatch(/error|mistake/)
  const { code, files } = JSON.parse(stdout)
  expect(code).toBe(0)
  return files
}

const REPORTS =
  /parts[\\/](pdf|xlsx|csv|report|document)|pdfmake|pdfkit|dejavu|write-excel-file|resvg|bidi-js|pdf-to-printer/
// What the bundler itself needs to put parts together is a few lines; what a tick shares with one that only looks is
// in parts of their own.
const PARTS = /dist[\\/]parts[\\/](?!rolldown-runtime|basics|embedded|shared)|tedious|mssql|azure/

async function withReport(): Promise<TestSchool> {
  const school = await TestSchool.open(
    "  clear-expired-notices: { at: '13:00' }\n  absences: { job: report, report: unexplained-absences, at: '16:00', folder: { path: out } }",
  )
  await school.tick()
  return school.at('2026-11-23 13:00')
}

test('a tick in which no report is due loads nothing of reports, nor of SQL Server for an embedded school', async () => {
  const school = await withReport()
  const files = loadedBy(school, 'run-due')
  expect(await school.slotStates('clear-expired-notices')).toEqual(['2026-11-23T13:00 done'])
  expect(files).toContain(BUNDLE)
  expect(files.filter((file) => REPORTS.test(file))).toEqual([])
  if (!SERVER) expect(files.filter((file) => PARTS.test(file))).toEqual([])
})

test.each([
  ['pdf', '%PDF-', /parts[\\/]pdf/],
  ['xlsx', 'PK', /parts[\\/]xlsx/],
  ['csv', '\uFEFFYear', /parts[\\/]csv/],
])('the bundle makes a %s, with what is loaded for it', async (format, beginning, part) => {
  const school = await withReport()
  const out = path.join(school.folder, `absences.${format}`)
  const files = loadedBy(school, 'report', 'run', 'unexplained-absences', '--format', format, '--out', out)
  expect(readFileSync(out, 'utf8').slice(0, beginning.length)).toBe(beginning)
  expect(files.some((file) => part.test(file))).toBe(true)
})
