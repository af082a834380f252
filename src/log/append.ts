import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

/** How much is kept. */
export interface Rotation {
  /** Bytes after which another file is begun. */
  size: number
  /** How many files there are at most, the one that is written among them. */
  keep: number
}

/** A lock that is older was left by a process that died, ms. */
const STALE = 60_000

/**
 * Adds a line to a file that any number of processes add to, none of which lives long. What is written at the end of
 * a file in one go arrives whole. Old files are numbered, and the highest number is the newest: none is renamed twice.
 * @throws what the file system says
 */
export function append(file: string, line: string, rotation: Rotation): void {
  mkdirSync(path.dirname(file), { recursive: true })
  if (write(file, line) >= rotation.size) rotate(file, rotation)
}

/** @returns how large the file is now */
function write(file: string, line: string): number {
  const opened = openSync(file, 'a', 0o640)
  try {
    writeSync(opened, line)
    return fstatSync(opened).size
  } finally {
    closeSync(opened)
  }
}

/** One process does it, the others write on: a file may become a little larger than it should be. */
function rotate(file: string, { size, keep }: Rotation): void {
  const lock = `${file}.lock`
  if (!takes(lock)) return
  try {
    // Another process may have been here since.
    if (sizeOf(file) < size) return
    const old = oldFiles(file)
    renameSync(file, numbered(file, (old.at(-1)?.number ?? 0) + 1))
    // One place is for the file that begins with the next line, one for what was just renamed.
    for (const { name } of old.slice(0, Math.max(0, old.length - (keep - 2)))) drop(name)
  } catch {
    // On Windows a virus scanner may hold it for a moment: the next line tries again.
  } finally {
    drop(lock)
  }
}

function takes(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'))
    return true
  } catch {
    const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs !== undefined && Date.now() - mtimeMs > STALE) drop(lock)
    return false
  }
}

/** Those that are full, the oldest first. */
function oldFiles(file: string): { name: string; number: number }[] {
  const { dir, name, ext } = path.parse(file)
  return readdirSync(dir)
    .flatMap((one) => {
      const number =
        one.startsWith(`${name}.`) && one.endsWith(ext)
          ? /^\d+$/.exec(one.slice(name.length + 1, one.length - ext.length))?.[0]
          : undefined
      return number ? [{ name: path.join(dir, one), number: Number(number) }] : []
    })
    .sort((a, b) => a.number - b.number)
}

function numbered(file: string, number: number): string {
  const { dir, name, ext } = path.parse(file)
  return path.join(dir, `${name}.${String(number).padStart(4, '0')}${ext}`)
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

function drop(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Somebody is reading it: it goes the next time.
  }
}
