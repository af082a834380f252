import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
} from 'node:fs'
import path from 'node:path'
import { noteFile } from '../../bin/idle.js'
import { version } from '../../package.json'
import { drop, fileBeside, writeBeside } from '../beside.ts'
import type { Look } from '../look/statement.ts'

/**
 * What a full tick leaves for the ticks after it. While nothing is due and nothing changed, they read this and
 * go. Its modification time is the last tick of any kind. Instants are epoch milliseconds.
 */
export interface Note {
  version: string
  /** When it was written, by the host's clock. */
  written: number
  /** When the next thing is due, by the database's clock. */
  next: number
  /** The database's clock minus the host's. */
  offset: number
  /** The config and the files it was made of, each with its state then. */
  files: { path: string; state: string }[]
  /** The highest run number this host has seen: a database that has fewer was put back from a backup. */
  highestRun: number
  /** When the dead man's switch was last told that the ticks go on. */
  pinged?: number
  /** Which database it was. */
  database: string[]
  /** How to see that there is nothing to do but to look; none where each tick has to be a whole one. */
  look?: Look | undefined
}

/** The note and when the last tick was; undefined where there is none, or it cannot be read. */
export function readNote(config: string): { note: Note; touched: number } | undefined {
  try {
    const file = noteFile(config)
    const note = JSON.parse(readFileSync(file, 'utf8')) as Note
    return { note, touched: statSync(file).mtimeMs }
  } catch {
    return undefined
  }
}

/**
 * In a folder we may not write to there is none: every tick is a whole one then, and what only the note knows (that the
 * host was off, that the database is older) goes unnoticed.
 */
export function writeNote(config: string, facts: Omit<Note, 'version'>): void {
  const note: Note = { version, ...facts }
  writeBeside(noteFile(config), JSON.stringify(note), { touched: facts.written })
}

/**
 * Keeps the text of a valid config beside the note, without its secrets: should the file become one of which not even
 * the database can be read, that is where it is.
 */
export function keepValid(config: string, text: string): void {
  if (keptValid(config) !== text) writeBeside(validFile(config), text)
}

/** The next tick of this host looks at everything: a person has changed what the note knows nothing of. */
export function lookAgain(config: string): void {
  const before = readNote(config)
  if (!before) return
  const note: Note = { ...before.note, next: 0, look: undefined }
  // It was no tick.
  writeBeside(noteFile(config), JSON.stringify(note), { touched: before.touched })
}

/** The text of the last config that was valid; undefined where none was kept. */
export function keptValid(config: string): string | undefined {
  try {
    return readFileSync(validFile(config), 'utf8')
  } catch {
    return undefined
  }
}

const validFile = (config: string) => fileBeside(config, 'valid.yaml')

/** A tick that could not write to the database says so here, for the next one that can. The host was not off. */
export function leaveWord(config: string, now: number): void {
  try {
    mkdirSync(path.dirname(noteFile(config)), { recursive: true })
    appendFileSync(wordFile(config), `${now}\n`)
    utimesSync(noteFile(config), now / 1000, now / 1000)
  } catch {
    // Nowhere to leave word, or no note yet: the slots are still undecided, and the next tick finds them.
  }
}

/** The moments at which ticks were locked out since the last look. They stay until `dropWord`. */
export function takeWord(config: string): number[] {
  const taken = `${wordFile(config)}.taken`
  try {
    if (!existsSync(taken)) renameSync(wordFile(config), taken)
    return readFileSync(taken, 'utf8').trim().split('\n').map(Number).filter(Number.isFinite)
  } catch {
    return []
  }
}

/** They are recorded. */
export const dropWord = (config: string): void => drop(`${wordFile(config)}.taken`)

const wordFile = (config: string) => fileBeside(config, 'locked-out')
