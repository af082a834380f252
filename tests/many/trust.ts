import { type ChildProcess, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { watch } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { TestSchool } from '../school.ts'

const CLOCK = path.join(import.meta.dirname, 'clock.cjs')
const PROGRAM = path.join(import.meta.dirname, '../../bin/pars-auto.js')

/** A job that is due in every minute, and one that is due at midnight. */
export const BUSY = "  clear-expired-notices: { cron: '* * * * *' }"
export const QUIET = "  clear-expired-notices: { at: '00:30' }"

/** The host of a trust: each school has a config in `schools/`, and a database beside it. */
export class Trust {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-trust-'))
  readonly pattern = path.join(this.folder, 'schools', '*.yaml')
  /** What the clock shows when a process starts; that of the host where it is not set. ISO 8601. */
  now: string | undefined
  readonly #database: string

  private constructor(database: string) {
    this.#database = database
  }

  static async open(schools: Record<string, string>): Promise<Trust> {
    const { database } = await TestSchool.open(BUSY)
    const trust = new Trust((database.address as { file: string }).file)
    onTestFinished(() => rmSync(trust.folder, { recursive: true, force: true, maxRetries: 5 }))
    mkdirSync(path.join(trust.folder, 'schools'))
    for (const [name, jobs] of Object.entries(schools)) trust.add(name, jobs)
    return trust
  }

  /** A school on an embedded database. */
  add(name: string, jobs: string, rest = ''): void {
    const { dir, base } = path.parse(this.#database)
    // What is not in the file itself yet is in others beside it.
    for (const file of readdirSync(dir).filter((one) => one.startsWith(base)))
      copyFileSync(path.join(dir, file), this.databaseOf(name) + file.slice(base.length))
    this.write(
      name,
      `school: { name: ${name} }\ndatabase: { type: sqlite, file: ${name}.db }\n${rest}jobs:\n${jobs}\n`,
    )
  }

  write(name: string, text: string): void {
    writeFileSync(this.fileOf(name), text)
  }

  /** Its database is not there any more. */
  lose(name: string): void {
    for (const part of ['', '-wal', '-shm']) rmSync(this.databaseOf(name) + part, { force: true })
  }

  fileOf = (name: string) => path.join(this.folder, 'schools', `${name}.yaml`)
  databaseOf = (name: string) => path.join(this.folder, 'schools', `${name}.db`)

  /** What a tick of all schools left beside a config: `note`, `turn`. */
  left(name: string, what: string): Record<string, unknown> | undefined {
    try {
      return JSON.parse(
        readFileSync(noteFile(this.fileOf(name)).replace(/note\.json$/, `${what}.json`), 'utf8'),
      )
    } catch {
      return undefined
    }
  }

  /** The program, in a process. */
  start(args: string[], node: string[] = []): Running {
    return new Running(
      spawn(process.execPath, [...node, PROGRAM, ...args], {
        cwd: this.folder,
        env: { ...process.env, ...this.#clock() },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
  }

  /** The processes there were since the clock was set, each by its command line. */
  processes(): string[] {
    if (!existsSync(this.#processes)) return []
    return readFileSync(this.#processes, 'utf8').trimEnd().split('\n')
  }

  /** As soon as a process is at work on a school. @returns its number */
  async isAt(name: string): Promise<number> {
    const folder = path.dirname(noteFile(this.fileOf(name)))
    for await (const _change of watch(folder)) {
      const turn = this.left(name, 'turn')
      if (turn?.isStarted) return turn.pid as number
    }
    throw new Error(`Nobody looks at ${folder} any more.`)
  }

  #processes = path.join(this.folder, 'processes')

  /** Moves it in every process; and begins to write down anew which there are. */
  #clock(): NodeJS.ProcessEnv {
    if (this.now === undefined) return {}
    rmSync(this.#processes, { force: true })
    return {
      NODE_OPTIONS: `--require ${CLOCK}`,
      TEST_AHEAD: String(Date.parse(this.now) - Date.now()),
      TEST_PROCESSES: this.#processes,
    }
  }

  /** A tick of all schools at a moment. */
  tickAt(now: string): Promise<Said> {
    this.now = now
    return this.runDue().ended
  }

  runDue(node: string[] = []): Running {
    return this.start(['run-due', '--config', this.pattern], node)
  }
}

interface Said {
  code: number | null
  out: string
  err: string
}

/** A process, and what it has said so far. */
export class Running {
  readonly ended: Promise<Said>
  out = ''
  err = ''
  readonly #waiting = new Set<() => void>()

  constructor(child: ChildProcess) {
    child.stdout!.on('data', (text) => {
      this.out += text
      for (const look of this.#waiting) look()
    })
    child.stderr!.on('data', (text) => {
      this.err += text
      for (const look of this.#waiting) look()
    })
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, out: this.out, err: this.err }))
    })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
  }

  /** As soon as it has said all of these. */
  async says(...texts: (string | RegExp)[]): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        const said = this.out + this.err
        if (texts.every((text) => (typeof text === 'string' ? said.includes(text) : text.test(said)))) {
          this.#waiting.delete(look)
          resolve()
        }
      }
      this.#waiting.add(look)
      look()
    })
  }
}
