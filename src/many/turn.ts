import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { noteFile, SILENCE } from '../../bin/idle.js'
import { fileBeside } from '../beside.ts'

/** What a school waits for, or what is at work on it: a process of a tick for many schools. Instants are epoch ms. */
interface Turn {
  /** Of the process that will start its own, then of that. */
  pid: number
  at: number
  isStarted: boolean
}

/** A school that waits for its turn is left to the process it waits for, for so long; ms. */
const QUEUED = 10 * 60_000
/** One that is at work is, for so long. Then the next tick starts beside it, as it does for a single school; ms. */
const STARTED = 60_000

/**
 * While one tick still has schools waiting, the next ones are not to line the same schools up again: a server that is
 * down would have them pile up. Where that cannot be written down, they do, and nothing comes of it but processes.
 */
export class Turns {
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Lines a school up. @returns false when another tick has, and is still there */
  take(config: string): boolean {
    if (this.#isTaken(config)) {
      this.#wasThere(config)
      return false
    }
    this.#write(config, { pid: process.pid, at: this.#clock(), isStarted: false })
    return true
  }

  /** A process was started for it. */
  started(config: string, pid: number): void {
    this.#write(config, { pid, at: this.#clock(), isStarted: true })
  }

  /** That has ended. @param pid of the process whose turn it was: a later one keeps its own */
  ended(config: string, pid: number): void {
    if (read(config)?.pid !== pid) return
    try {
      rmSync(turnFile(config), { force: true })
    } catch {
      // Its process is gone: it is not believed.
    }
  }

  #isTaken(config: string): boolean {
    const turn = read(config)
    if (!turn) return false
    const age = this.#clock() - turn.at
    return age >= 0 && age < (turn.isStarted ? STARTED : QUEUED) && isAlive(turn.pid)
  }

  /** The host is not taken for having been off because of it. */
  #wasThere(config: string): void {
    const now = this.#clock()
    try {
      const { mtimeMs } = statSync(noteFile(config))
      if (now - mtimeMs < SILENCE) utimesSync(noteFile(config), now / 1000, now / 1000)
    } catch {
      // There is no note yet.
    }
  }

  #write(config: string, turn: Turn): void {
    try {
      makeFolder(path.dirname(turnFile(config)))
      writeFileSync(turnFile(config), JSON.stringify(turn))
    } catch {
      // Every tick goes its own way.
    }
  }
}

const turnFile = (config: string) => fileBeside(config, 'turn.json')

/** Beside the config, and only there: where that is none, nothing is made. */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder)
}

function read(config: string): Turn | undefined {
  try {
    return JSON.parse(readFileSync(turnFile(config), 'utf8')) as Turn
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There is one, of somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
