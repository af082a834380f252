import { type ChildProcess, spawn } from 'node:child_process'
import type { ExitCode } from '../exit.ts'
import { type Family, Lines } from './child.ts'
import { type Answer, IN_TURN, type Order } from './in-turn.ts'
import type { SchoolFile } from './schools.ts'

/** How a tick ended; or, where the process was gone before it had, how that ended. */
export type Ended = { code: ExitCode } | { broken: string }

/** The tick that goes on. */
interface AtWork {
  out: Lines
  err: Lines
  end: (how: Ended) => void
}

/** A process that ticks for one school after another. What it says is passed on with the name of the one it is at. */
export class SharedProcess {
  readonly #child: ChildProcess
  readonly #family: Family
  /** Where a process is gone already: how it ended. */
  #broken: string | undefined
  #at: AtWork | undefined
  #isThere = () => {}
  /** When it has loaded the program, or is gone. */
  readonly ready = new Promise<void>((there) => {
    this.#isThere = there
  })

  constructor(family: Family) {
    this.#family = family
    const { program, env, cwd, stop } = family
    this.#child = spawn(program[0]!, [...program.slice(1), IN_TURN], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    })
    // Ctrl+C reaches it without us.
    const pass = () => stop.reason === 'SIGTERM' && this.#child.kill('SIGTERM')
    stop.addEventListener('abort', pass)
    this.#child.on('message', (answer: Answer) => this.#hear(answer))
    for (const kind of ['stdout', 'stderr'] as const) {
      const stream = this.#child[kind]!
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => this.#at?.[kind === 'stdout' ? 'out' : 'err'].add(text))
    }
    const gone = (how: string) => {
      stop.removeEventListener('abort', pass)
      this.#broken ??= how
      this.#isThere()
      this.#end({ broken: this.#broken })
    }
    this.#child.on('error', ({ message }) => gone(`could not be started: ${message}`))
    this.#child.on('close', (code, signal) =>
      gone(signal ? `was ended by ${signal}` : `broke off with code ${code}`),
    )
  }

  /** Its number; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** One school's whole tick. */
  tick({ name, file }: SchoolFile): Promise<Ended> {
    const { out, err } = this.#family
    return new Promise((end) => {
      this.#at = { out: new Lines(name, out), err: new Lines(name, err), end }
      if (this.#broken !== undefined) return this.#end({ broken: this.#broken })
      const order: Order = { config: file }
      // Where it is gone by now, that is heard otherwise.
      this.#child.send(order, () => {})
    })
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** There are no more: it leaves. */
  dismiss(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  #hear(answer: Answer): void {
    if ('ready' in answer) this.#isThere()
    else if ('out' in answer) this.#at?.out.add(answer.out)
    else if ('err' in answer) this.#at?.err.add(answer.err)
    else this.#end({ code: answer.ended })
  }

  #end(how: Ended): void {
    const at = this.#at
    this.#at = undefined
    at?.out.end()
    at?.err.end()
    at?.end(how)
  }
}
