import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../exit.ts'

/**
 * Writes a file that the system reads, in one step. The other name that it has meanwhile is one that neither cron nor
 * systemd looks at.
 * @throws UserError when it may not be written
 */
export function writeHostFile(file: string, text: string): void {
  attempt(file, () => {
    mkdirSync(path.dirname(file), { recursive: true })
    // cron passes over a table that others may write.
    writeFileSync(`${file}.new`, text, { mode: 0o644 })
    renameSync(`${file}.new`, file)
  })
}

/** @returns whether it was there. @throws UserError when it may not be deleted */
export function removeHostFile(file: string): boolean {
  if (readOr(file) === '') return false
  attempt(file, () => rmSync(file))
  return true
}

function attempt(file: string, doing: () => void): void {
  try {
    doing()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'EACCES' || code === 'EPERM' ? ' Was this started as root?' : ''
    throw new UserError(`${file} cannot be changed: ${(error as Error).message}.${why}`)
  }
}

/** The text of a file; empty where there is none, or it may not be read. */
export function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
