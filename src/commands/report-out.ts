import { randomUUID } from 'node:crypto'
import { createWriteStream, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import { Exit, UserError } from '../exit.ts'
import { type FormatName, formatNames } from '../reports/formats/index.ts'
import type { World } from '../world.ts'

/** Standard output, as people write it for `--out`. */
export const STANDARD_OUTPUT = '-'

const ENDINGS: Record<string, FormatName> = {
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'text',
  '.csv': 'csv',
  '.json': 'json',
  '.xlsx': 'xlsx',
  '.pdf': 'pdf',
}

/**
 * As what to write: what somebody says, or what the file's ending says; text for people who look at it.
 * @throws UserError when the ending says nothing
 */
export function formatFor(out: string, isFolder: boolean, said: FormatName | undefined): FormatName {
  if (said) return said
  if (out === STANDARD_OUTPUT || isFolder) return 'text'
  const ending = path.extname(out).toLowerCase()
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined
  if (format) return format
  throw new UserError(
    `${out}: as what? Say --format with one of ${formatNames.join(', ')}, or let the name end in ${Object.keys(ENDINGS).join(' ')}.`,
    Exit.usage,
  )
}

export function isFolder(file: string): boolean {
  return /[\\/]$/.test(file) || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Standard output for a format that ends what it writes to. Waits for slow readers, and leaves the stream open; of a
 * reader who goes away (`| head`) it hears with the code EPIPE.
 */
export function lastingOutput({ stdout }: Pick<World, 'stdout'>): Writable {
  const out = new Writable({
    write(chunk, _encoding, done) {
      if (stdout.write(chunk)) done()
      else stdout.once('drain', done)
    },
    destroy(error, done) {
      stdout.off('error', fail)
      done(error)
    },
  })
  const fail = (error: Error) => out.destroy(error)
  stdout.on('error', fail)
  return out
}

export const isGone = (error: unknown): boolean =>
  ['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'].includes((error as NodeJS.ErrnoException).code ?? '')

/**
 * Writes a file, whole or not at all: what was there stays until the new one is complete.
 * @returns its size in bytes
 */
export async function wholeFile(file: string, write: (out: Writable) => Promise<void>): Promise<number> {
  const there = statSync(file, { throwIfNoEntry: false })
  const target = there ? realpathSync(file) : file
  const unfinished = `${target}.${randomUUID().slice(0, 8)}.part`
  try {
    await write(createWriteStream(unfinished, { flags: 'wx', ...(there ? { mode: there.mode } : {}) }))
    const { size } = statSync(unfinished)
    renameSync(unfinished, target)
    return size
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw unwritable(file, error as NodeJS.ErrnoException) ?? error
  }
}

function unwritable(file: string, { code }: NodeJS.ErrnoException): UserError | undefined {
  const why: Record<string, string> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'there is no such folder',
    EACCES: 'the account this runs under may not write there',
    EPERM: 'it may not be written; is it open in another program?',
    EBUSY: 'it is open in another program',
    EROFS: 'nothing can be written there',
    ENOSPC: 'the disk is full',
  }
  return code && Object.hasOwn(why, code)
    ? new UserError(`${file} was not written: ${why[code]}.`)
    : undefined
}
