import { PassThrough, Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from '../../src/world.ts'

export const ENTER = '\r'
export const DOWN = '\u001B[B'
export const SPACE = ' '
export const CTRL_C = '\u0003'

/** A terminal with somebody at it, who answers each question once it is asked. */
export class Keyboard {
  readonly terminal: Terminal
  /** All that was shown. */
  shown = ''
  /** Answers that are still to come: part of the question, and the keys. */
  readonly #answers: [question: string, ...keys: string[]][]
  #seen = 0

  constructor(...answers: [question: string, ...keys: string[]][]) {
    this.#answers = answers
    const input = new PassThrough()
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        this.shown += chunk
        this.#answer(input)
        done()
      },
    })
    this.terminal = { input, output: Object.assign(output, { columns: 80, rows: 40, isTTY: true }) }
  }

  /** Questions that nobody asked. */
  get left(): string[] {
    return this.#answers.map(([question]) => question)
  }

  #answer(input: PassThrough): void {
    const [next] = this.#answers
    const plain = stripVTControlCharacters(this.shown)
    const at = next ? plain.indexOf(next[0], this.#seen) : -1
    if (!next || at < 0) return
    this.#answers.shift()
    this.#seen = at + next[0].length
    const press = ([key, ...more]: string[]) => {
      if (key === undefined) return
      input.write(key)
      setImmediate(press, more)
    }
    setImmediate(press, next.slice(1))
  }
}
