import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What a program said before it ended. */
export interface Ended {
  code: number
  out: string
  err: string
  /** `out`, where it may be in another encoding than UTF-8. */
  bytes: Buffer
}

/** Why a program did not end by itself. `silent`: it took too long, and was killed. */
export type NotEnded = 'not installed' | 'silent'

/**
 * Runs a program of the system, without a shell, in a language that a program can read.
 * @param limit how long it may take, ms
 * @param input what it reads
 * @param env what it finds in its environment, and where it is looked for
 */
export async function run(
  program: string,
  args: string[],
  limit: number,
  input?: Buffer,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended | NotEnded> {
  const file = input && (await nameless(input))
  try {
    return await ended(program, args, limit, file, env)
  } finally {
    await file?.close()
  }
}

/**
 * Runs a program that asks the person at the terminal something: it has the terminal to itself.
 * @returns what it ended with
 */
export function runAsking(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

function ended(
  program: string,
  args: string[],
  limit: number,
  file: FileHandle | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Ended | NotEnded> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [file?.fd ?? 'ignore', 'pipe', 'pipe'],
      env: { ...env, LC_ALL: 'C' },
      windowsHide: true,
    })
    const out: Buffer[] = []
    let err = ''
    child.stdout!.on('data', (piece: Buffer) => out.push(piece))
    child.stderr!.on('data', (text) => {
      err += text
    })
    let isSilent = false
    const timer = setTimeout(() => {
      isSilent = true
      child.kill('SIGKILL')
      // What it has started may hold on to them.
      child.stdout!.destroy()
      child.stderr!.destroy()
    }, limit)
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (error.code === 'ENOENT') resolve('not installed')
      else reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      const bytes = Buffer.concat(out)
      resolve(isSilent ? 'silent' : { code: code ?? 1, out: bytes.toString(), err, bytes })
    })
  })
}

/**
 * A file that has no name any more when it gets its content: nobody else can open it, nothing of it stays whatever
 * happens, and whoever reads it reads all of it even if this process dies meanwhile. A pipe would just end, and half
 * a page would be printed as if it were whole.
 */
async function nameless(bytes: Buffer): Promise<FileHandle> {
  const name = path.join(tmpdir(), `pars-auto-${randomUUID()}`)
  const file = await open(name, 'wx+', 0o600)
  try {
    await rm(name)
    // At a position, which leaves the place from which the program reads at the start.
    for (let at = 0; at < bytes.length; )
      at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}
