import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, rmSync, utimesSync } from 'node:fs'
import { noteFile } from '../../bin/idle.js'
import { fileBeside, writeBeside } from '../beside.ts'
import type { LoginRefused } from '../db/database.ts'
import { type DatabasePlace, DatabaseUnreachable } from '../db/database.ts'
import { formatWall } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

/** Milliseconds without a login after one was refused: a wrong password every minute locks the account. */
const PAUSE = 15 * 60_000

/**
 * What is remembered of a login that was refused, in a file beside the note: there is no database to keep it in.
 * Instants are epoch milliseconds by the host's clock.
 */
interface Refusal {
  /** When it was refused first. */
  since: number
  /** When it was refused last, and when it may be tried again. */
  at: number
  until: number
  /** What the server said; never a password. */
  why: string
  /** Whether the alert has gone out. */
  isTold: boolean
  salt: string
  /** Tells another login from this one: see `printOf`. */
  print: string
}

/** The login is not tried: it was refused a short while ago. */
export class LoginPaused extends DatabaseUnreachable {
  override name = 'LoginPaused'
}

/** Whose login it is about, and how to say it. */
export interface Login {
  /** Absolute path of the config. */
  config: string
  place: DatabasePlace
  /** The host's clock, epoch milliseconds. */
  now: number
  /** For the times in messages. */
  zone: Zone
}

/** Whether the login was refused a short while ago, and is still the same. */
export function isPaused(login: Omit<Login, 'zone'>): boolean {
  const refusal = readRefusal(login.config)
  return refusal !== undefined && isPausedBy(refusal, login)
}

/** @throws LoginPaused while the login that was refused is still the same */
export function refuseWhilePaused(login: Login): void {
  const refusal = readRefusal(login.config)
  if (!refusal || !isPausedBy(refusal, login)) return
  touchNote(login)
  throw new LoginPaused(sentence(refusal, login))
}

/** Notes a refusal down. @returns what to tell whoever tried */
export const pauseAfter = (refused: LoginRefused, login: Login): LoginPaused =>
  new LoginPaused(sentence(noteRefusal(refused, login), login))

/** No login is tried for a while from now on. */
export function noteRefusal(refused: LoginRefused, login: Omit<Login, 'zone'>): Refusal {
  const before = readRefusal(login.config)
  const salt = randomBytes(8).toString('hex')
  const refusal: Refusal = {
    since: before?.since ?? login.now,
    at: login.now,
    until: login.now + PAUSE,
    why: refused.message,
    isTold: before?.isTold ?? false,
    salt,
    print: printOf(login.place, salt),
  }
  write(login.config, refusal)
  touchNote(login)
  return refusal
}

/** Lets the next login be tried at once: a person wants to know. */
export function liftPause(config: string): void {
  const refusal = readRefusal(config)
  if (refusal) write(config, { ...refusal, until: 0 })
}

/**
 * Claims the alert about a refusal.
 * @returns the words, the first time; undefined afterwards, and where nothing was refused
 */
export function takeNews(login: Login): string | undefined {
  const refusal = readRefusal(login.config)
  if (!refusal || refusal.isTold) return undefined
  write(login.config, { ...refusal, isTold: true })
  return sentence(refusal, login)
}

/** The alert did not get out: the next tick tries again. */
export function returnNews(config: string): void {
  const refusal = readRefusal(config)
  if (refusal) write(config, { ...refusal, isTold: false })
}

/** The login was accepted: forgets that it was not. @returns since when it had been refused, and whether that was told */
export function forgetRefusal(config: string): Pick<Refusal, 'since' | 'isTold'> | undefined {
  const refusal = readRefusal(config)
  if (refusal) rmSync(fileOf(config), { force: true })
  return refusal
}

/** A clock that was put back would make the pause long. */
const isPausedBy = ({ at, until, salt, print }: Refusal, { place, now }: Omit<Login, 'zone'>) =>
  at <= now && now < until && printOf(place, salt) === print

/**
 * 16 bits of a salted hash of all that a login consists of. They notice another password in all but one of 65,536
 * cases, and where they do not, it is tried a quarter of an hour later; whoever reads them learns as good as nothing:
 * of any list of passwords, one in 65,536 fits.
 */
function printOf(place: DatabasePlace, salt: string): string {
  const parts =
    place.type === 'sqlite'
      ? [place.file]
      : [place.server, place.port, place.instance, place.database, place.login]
  return createHash('sha256')
    .update(salt + JSON.stringify(parts))
    .digest('hex')
    .slice(0, 4)
}

function sentence({ since, at, until, why }: Refusal, { zone }: Login): string {
  const time = (instant: number) => formatWall(zone.wallAt(instant)).replace('T', ' ')
  const first = since === at ? '' : ` It has been refused since ${time(since)}.`
  return `${why.replace(/[^.]$/, '$&.')} That was at ${time(at)}.${first} So that the account is not locked, no login is tried until ${time(until)}, or until server, login or password have changed. Once it is mended: pars-auto db ping`
}

function readRefusal(config: string): Refusal | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(config), 'utf8')) as Refusal
  } catch {
    return undefined
  }
}

/** In a folder we may not write to nothing is remembered, and each tick tries. */
function write(config: string, refusal: Refusal): void {
  writeBeside(fileOf(config), JSON.stringify(refusal), { mode: 0o600 })
}

/** This tick was not away: the next one that gets in does not say that the host was off. */
function touchNote({ config, now }: Pick<Login, 'config' | 'now'>): void {
  try {
    utimesSync(noteFile(config), now / 1000, now / 1000)
  } catch {
    // No tick has got in yet.
  }
}

const fileOf = (config: string) => fileBeside(config, 'login.json')
