import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import type { FormatName } from '../../src/reports/formats/index.ts'

/** Whether a program that is not ours is on the path; without it the tests that ask it are skipped. */
export const has = (program: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)))

/** A folder that is gone after the test. */
function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-format-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A report as a file, for another program to open. */
export async function fileOf(document: ReportDocument, format: FormatName): Promise<string> {
  const file = path.join(emptyFolder(), `report.${format}`)
  writeFileSync(file, await bytesOf(document, format))
  return file
}

/** What a program says. */
export const said = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
