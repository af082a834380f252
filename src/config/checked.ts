import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { stateOf } from '../../bin/idle.js'
import { version } from '../../package.json'
import { fileBeside, writeBeside } from '../beside.ts'
import { placeAt } from '../look/place.ts'
import type { Calendar, CalendarText } from '../schedule/calendar.ts'
import { build } from './build.ts'
import type { Config } from './config.ts'
import type { DatabaseSection } from './database-place.ts'
import type { Draft } from './draft.ts'
import type { Part } from './extends.ts'
import { wholeOf } from './extends-kept.ts'
import type { Hidden } from './hidden.ts'
import type { LoadResult, Surroundings } from './load.ts'
import { readText } from './read.ts'
import { filled, isReferring, referring } from './referring.ts'
import { isPlain, revived, type Said, saidBy } from './said.ts'
import { type Lines, saidWhere } from './said-where.ts'
import { type LocatedMap, type LocatedScalar, scalars } from './tree.ts'
import { confidentialIn, type Values, valuesOf } from './values.ts'
import { expand, isLiteral, references, type Variables, valuesIn, variables } from './variables.ts'

/**
 * A config that was found right, in a file beside its note: the next whole tick does not read and check all of it
 * again. It has two lines, each of JSON: this one, and what the config says, with defaults filled in and references in
 * place of what comes from a file of secrets.
 */
interface Checked {
  /** Of the program, and of Node: it has the time zones. */
  versions: string
  /** Of the path and the texts of the config. */
  hash: string
  /** When it was checked, epoch ms by the host's clock, and the school's date then, on which some of the rules depend. */
  at: number
  day: string
  /** The files that it extends, absolute. */
  shared: string[]
  /** The files of secrets, with their state then. */
  envFiles: { path: string; state: string }[]
  /** The variables that it refers to. */
  names: string[]
  /** What must not stand in the log, with references. */
  confidential: string[]
  /** The ids of the jobs that the file has. */
  ids: string[]
  /** Its text, with those of the files it extends. */
  text: string
  /** See `Config.referredDatabase`. */
  database: DatabaseSection
}

/** A config that was found right, and what it was made of. */
export interface Found {
  config: Config
  draft: Draft
  root: LocatedMap
  parts: Part[]
  hidden: Hidden
  values: Values
  lookUp: Variables
  shared: string[]
}

/**
 * Keeps a config that was found right. Not one that has a secret in it, takes a value from the environment itself, of
 * which nobody could say later whether it is still the same, or says what JSON cannot: those are read each time.
 */
export function keepChecked(found: Found, { env, now }: Surroundings): void {
  const { config, draft, root, parts, shared, hidden, lookUp } = found
  const names = namesIn(parts)
  if (names.some((name) => env[name]) || hasLiteralSecret(hidden)) return
  const database = config.referredDatabase()
  if (!database || database.certificate || draft.simsSection.certificate) return
  const said = saidWithReferences(found)
  if (said === undefined || !isDeepStrictEqual(placeAt(database, config.file, lookUp), config.database))
    return
  const head: Checked = {
    versions: VERSIONS,
    hash: hashOf(config.file, textsOf(parts)),
    at: now,
    day: config.school.zone.dayAt(now).toString(),
    shared,
    envFiles: config.envFiles.map((file) => ({ path: file, state: stateOf(file) })),
    names,
    confidential: [...confidentialIn(valuesOf(root, hidden, referring(lookUp)), hidden)],
    ids: [...draft.ids],
    text: config.text,
    database,
  }
  const text = `${JSON.stringify(head)}\n${said}\n`
  if (![...hidden.secrets].some((secret) => isShownIn(text, secret, found.values)))
    writeBeside(fileFor(config.file), text)
}

/**
 * The config as it was found right before; undefined where it has to be read and checked: because it was not, or the
 * version of the program or of Node, one of its files, the environment or the date is another one, or the clock was
 * turned back.
 */
export function loadChecked(file: string, { env, now }: Surroundings): LoadResult | undefined {
  const absolute = path.resolve(file)
  try {
    const [first = '', rest = ''] = readFileSync(fileFor(absolute), 'utf8').split('\n')
    const head = JSON.parse(first) as Checked
    if (head.at > now || head.names.some((name) => env[name]) || !isStill(head, absolute)) return undefined
    const envFiles = head.envFiles.map((one) => one.path)
    const lookUp = variables({}, valuesIn(envFiles))
    const [said, confidential] = [rest, JSON.stringify(head.confidential)].map((one) => filled(one, lookUp))
    if (said === undefined || confidential === undefined) return undefined
    const { dates, ...right } = revived(JSON.parse(said) as Said)
    if (right.zone?.dayAt(now).toString() !== head.day) return undefined
    const database = placeAt(head.database, absolute, lookUp)
    const config = build(
      { ...right, database },
      {
        file: absolute,
        text: head.text,
        lines: linesOf(head.text, absolute, right.calendar, dates),
        envFiles,
        alsoRead: [...envFiles, ...head.shared],
        referredDatabase: () => head.database,
      },
    )
    const log = {
      place: config.log,
      confidential: new Set(JSON.parse(confidential) as string[]),
      ids: new Set(head.ids),
    }
    return { config, places: config, log, problems: [] }
  } catch {
    return undefined
  }
}

const fileFor = (config: string) => fileBeside(config, 'checked.json')

const VERSIONS = `${version} ${process.version}`

const hashOf = (file: string, texts: string[]) =>
  createHash('sha256')
    .update(JSON.stringify([file, ...texts]))
    .digest('hex')

const textsOf = (parts: Part[]) => parts.map(({ source }) => source.text)

/** Whether the files are as they were: those of secrets by their state, all others by what stands in them. */
function isStill({ versions, hash, shared, envFiles }: Checked, file: string): boolean {
  if (versions !== VERSIONS || envFiles.some((one) => one.state !== stateOf(one.path))) return false
  const texts = [file, ...shared].map((one) => readText(one).text)
  return hash === hashOf(file, texts)
}

const namesIn = (parts: Part[]): string[] => [
  ...new Set(
    parts
      .flatMap(({ root }) => [...scalars(root)])
      .flatMap(({ value }) => (typeof value === 'string' ? references(value) : []))
      .flatMap(({ name }) => name ?? []),
  ),
]

/** Whatever else it is part of. Of a secret that another one took the place of, the value is not known. */
function isShownIn(text: string, secret: LocatedScalar, { read }: Values): boolean {
  const value = read(secret)
  const isKnown = typeof value === 'string' && value !== secret.value
  return isKnown && text.includes(JSON.stringify(value).slice(1, -1))
}

const hasLiteralSecret = ({ secrets, doubtful }: Hidden) =>
  [...secrets, ...doubtful].some(({ value }) => isLiteral(value))

/**
 * What a config says, with references in place of what comes from a file of secrets. Undefined where such a value does
 * not stand in it as it is, or JSON would not give the same again.
 */
function saidWithReferences({ root, values, lookUp, draft, config }: Found): string | undefined {
  const said = saidBy(draft, config.lines)
  const { database: _elsewhere, ...sections } = Object.fromEntries(root.entries)
  const known = new Map<unknown, string>()
  for (const scalar of Object.values(sections).flatMap(({ value }) => [...scalars(value)]))
    if (typeof scalar.value === 'string' && !values.without.has(scalar)) {
      const reference = expand(scalar.value, referring(lookUp))!
      if (isReferring(reference)) known.set(values.read(scalar), reference)
    }
  const found = new Set<unknown>()
  const text = JSON.stringify(said, (_key, value: unknown) => {
    if (known.has(value)) found.add(value)
    return known.get(value) ?? value
  })
  const isWhole = found.size === known.size && isPlain(said)
  return isWhole && filled(text, lookUp) === JSON.stringify(said) ? text : undefined
}

/** Hardly anybody asks: the text is read again for those who do. */
function linesOf(text: string, file: string, calendar: Calendar, dates: CalendarText): Lines {
  let known: Lines | undefined
  const read = () => {
    const { root, parts } = wholeOf({ text, file })!
    return saidWhere({ root, calendar, dates }, parts)
  }
  const lines = () => {
    known ??= read()
    return known
  }
  return { of: (place) => lines().of(place), ofDay: (day) => lines().ofDay(day) }
}
