import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../exit.ts'

/** For whoever made the file, and nobody else. Windows does not go by it. */
const ONLY_OWNER = 0o600

/** Writes a file that must not be there yet, and the folders above it. @throws UserError where that cannot be */
export function writeNew(file: string, text: string): void {
  inWords(file, () => {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
  })
}

/** Moves a file out of the way: `automation.config.yaml.bak`, with a number where that is taken. */
export function keepAside(file: string): string {
  let aside = `${file}.bak`
  for (let number = 2; existsSync(aside); number++) aside = `${file}.bak${number}`
  inWords(file, () => renameSync(file, aside))
  return aside
}

/** Writes the file of secrets in one step; a new one for the owner alone, another keeps the rights that it has. */
export function writeSecret(file: string, text: string): void {
  inWords(file, () => {
    mkdirSync(path.dirname(file), { recursive: true })
    const mode = existsSync(file) ? statSync(file).mode & 0o777 : ONLY_OWNER
    const next = `${file}.new`
    writeFileSync(next, text, { mode: ONLY_OWNER })
    chmodSync(next, mode)
    renameSync(next, file)
  })
}

export const readIfThere = (file: string): string | undefined =>
  existsSync(file) ? inWords(file, () => readFileSync(file, 'utf8')) : undefined

function inWords<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new UserError(`${path.basename(file)} cannot be written: ${(error as Error).message}`)
  }
}
