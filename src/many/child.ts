import { spawn } from 'node:child_process'
import { Exit, type ExitCode } from '../exit.ts'
import type { SchoolFile } from './schools.ts'

/** What a process of one school needs. */
export interface Family {
  /** How this program is started. */
  program: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  stop: AbortSignal
  out: (text: string) => void
  err: (text: string) => void
}

/**
 * A tick of one school in a process of its own: whatever becomes of that, it touches no other school. What it says is
 * passed on line by line, with the school's name before it.
 * @param started is told its number
 */
export function tickInChild(
  { name, file }: SchoolFile,
  { program: [program, ...before], env, cwd, stop, out, err }: Family,
  started: (pid: number) => void,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    const child = spawn(program!, [...before, 'run-due', '--config', file], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    // Ctrl+C reaches it without us.
    const pass = () => stop.reason === 'SIGTERM' && child.kill('SIGTERM')
    stop.addEventListener('abort', pass)
    for (const [stream, to] of [
      [child.stdout, out],
      [child.stderr, err],
    ] as const) {
      const lines = new Lines(name, to)
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => lines.add(text))
      stream.on('end', () => lines.end())
    }
    if (child.pid !== undefined) started(child.pid)
    const end = (code: ExitCode) => {
      stop.removeEventListener('abort', pass)
      resolve(code)
    }
    child.on('error', (error) => {
      err(`${name}: its process could not be started: ${error.message}. The next tick tries again.\n`)
      end(Exit.failed)
    })
    child.on('close', (code, signal) => {
      if (code !== null && isKnown(code)) return end(code)
      const how = signal ? `was ended by ${signal}` : `broke off with code ${code}`
      if (!stop.aborted)
        err(`${name}: its process ${how}. What it had begun is undone; the next tick carries on.\n`)
      end(Exit.failed)
    })
  })
}

const isKnown = (code: number): code is ExitCode => (Object.values(Exit) as number[]).includes(code)

/** What a process says of a school, in lines that begin with the school's name. */
export class Lines {
  readonly #name: string
  readonly #to: (text: string) => void
  #rest = ''

  constructor(name: string, to: (text: string) => void) {
    this.#name = name
    this.#to = to
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/)
    this.#rest = lines.pop()!
    for (const line of lines) this.#to(`${this.#name}: ${line}\n`)
  }

  /** Nothing comes any more: also the last line, where it is not ended. */
  end(): void {
    if (this.#rest) this.#to(`${this.#name}: ${this.#rest}\n`)
    this.#rest = ''
  }
}
