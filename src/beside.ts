import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { noteFile } from '../bin/idle.js'

/** A file that is kept beside a config, in the folder of its note: `school.yaml.valid.yaml` for `valid.yaml`. */
export const fileBeside = (config: string, name: string): string =>
  noteFile(config).replace(/note\.json$/, name)

/**
 * Written aside and renamed: a reader sees the old file or the new one. In a folder we may not write to there is none.
 * @param touched what its time of modification is to be, epoch ms; now where it is not said
 */
export function writeBeside(
  file: string,
  text: string,
  { touched, mode }: { touched?: number; mode?: number } = {},
): void {
  const aside = `${file}.${process.pid}`
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(aside, text, { mode })
    if (touched !== undefined) utimesSync(aside, touched / 1000, touched / 1000)
    renameSync(aside, file)
  } catch {
    drop(aside)
  }
}

export function drop(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // It is not there, or not ours to remove.
  }
}
