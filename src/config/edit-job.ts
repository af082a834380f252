import { isDeepStrictEqual } from 'node:util'
import { inline } from './inline.ts'
import { columnOf, lineEndOf, withLines } from './lines.ts'
import { EMPTY, meaning } from './meaning.ts'
import { Source } from './source.ts'
import { at, type Entry, type Located, type LocatedMap } from './tree.ts'
import { readYaml } from './yaml.ts'

/**
 * The text of a config in which a key of a job has another value. Every other character stays as it is. Undefined
 * where that cannot be done: the job shares its keys with others by an alias, or they are written in an unusual way.
 * @param id one of the file's
 * @param path of the key below the job: `['at']`, `['guard', 'percent']`
 */
export const withJobKey = (text: string, id: string, path: string[], value: unknown): string | undefined =>
  changed(text, id, path, value, (map) => set(text, map, value))

/** Likewise without a key that the job has. */
export const withoutJobKey = (text: string, id: string, path: string[]): string | undefined =>
  changed(text, id, path, undefined, ({ map, entry, rest }) =>
    map.kind === 'map' && entry && rest.length === 0 ? removed(text, map, entry) : undefined,
  )

/** Whether the file says something of a key of a job. */
export const hasJobKey = (text: string, id: string, path: string[]): boolean =>
  at(readYaml(new Source(text)).root, ['jobs', id, ...path]) !== undefined

/** Where a key is, or is to be: the innermost group of keys that is there, and its key on the way. */
interface Place {
  map: Located
  /** The key that the map itself stands behind. */
  above: Entry
  key: string
  entry: Entry | undefined
  /** Further groups that are not there. */
  rest: string[]
}

function changed(
  text: string,
  id: string,
  path: string[],
  value: unknown,
  change: (place: Place) => string | undefined,
): string | undefined {
  const { root } = readYaml(new Source(text))
  const jobs = at(root, ['jobs'])
  const above = jobs?.kind === 'map' ? jobs.entries.get(id) : undefined
  // Keys that an alias or << took from elsewhere stand elsewhere.
  if (!root || jobs?.kind !== 'map' || !above || !isOwn(jobs, above)) return undefined
  const next = change(find(above, path))
  return next !== undefined && means(next, root, id, path, value) ? next : undefined
}

function find(above: Entry, [key = '', ...rest]: string[]): Place {
  const map = above.value
  const own = map.kind === 'map' ? map.entries.get(key) : undefined
  const entry = map.kind === 'map' && own && isIn(map, own) ? own : undefined
  if (entry && rest.length > 0 && entry.value.kind === 'map' && map.kind === 'map' && isOwn(map, entry))
    return find(entry, rest)
  return { map, above, key, entry, rest }
}

const isIn = ({ span }: LocatedMap, { key }: Entry) => key.from >= span.from && key.to <= span.to

const isOwn = (map: LocatedMap, entry: Entry) =>
  isIn(map, entry) && entry.value.span.from >= entry.key.to && entry.value.span.to <= map.span.to

function set(text: string, { map, above, key, entry, rest }: Place, value: unknown): string | undefined {
  const whole = [...rest].reverse().reduce<unknown>((inner, name) => ({ [name]: inner }), value)
  if (map.kind === 'list') return undefined
  if (map.kind === 'map' && entry)
    return rest.length === 0 && isOwn(map, entry) ? replaced(text, entry, whole) : undefined
  const line = inline({ [key]: whole }).slice(2, -2)
  if (map.kind === 'scalar') return map.value === null ? first(text, above, line) : undefined
  if (text[map.span.from] === '{') return inBraces(text, map, line)
  const own = [...map.entries.values()].filter((one) => isIn(map, one))
  const column = columnOf(text, (own[0]?.key ?? map.span).from)
  return withLines(text, endOfLastLine(text, map.span.to), [column + line], column.length)
}

/** The end of a block may be the start of the next line. */
const endOfLastLine = (text: string, to: number) => to - /(\r\n|\r|\n|)$/.exec(text.slice(0, to))![0].length

/** The first key of a job that had none. */
function first(text: string, { key, value }: Entry, line: string): string | undefined {
  const { from, to } = value.span
  if (to > from) return `${text.slice(0, from)}{ ${line} }${text.slice(to)}`
  const column = columnOf(text, key.from)
  // In braces there is no line of its own.
  if (!/^\s*$/.test(text.slice(startOfLine(text, key.from), key.from))) return undefined
  return withLines(text, key.to, [`${column}  ${line}`], column.length + 1)
}

function inBraces(text: string, { span, entries }: LocatedMap, line: string): string | undefined {
  const last = [...entries.values()].at(-1)?.value.span
  if (!last) return `${text.slice(0, span.from)}{ ${line} }${text.slice(span.to)}`
  return last.to > last.from ? `${text.slice(0, last.to)}, ${line}${text.slice(last.to)}` : undefined
}

function replaced(text: string, { key, value }: Entry, whole: unknown): string | undefined {
  const [before = ''] = /^\s*:/.exec(text.slice(key.to)) ?? []
  const colon = key.to + before.length
  const { from, to } = value.span
  if (before === '' || hasComment(text.slice(from, to))) return undefined
  if (from === to) return `${text.slice(0, colon)} ${inline(whole)}${text.slice(colon)}`
  const isOnItsLine = !/[\r\n]/.test(text.slice(colon, from))
  if (!isOnItsLine && hasComment(text.slice(colon, from))) return undefined
  const start = isOnItsLine ? text.slice(0, from) : `${text.slice(0, colon)} `
  return start + inline(whole) + text.slice(endOfLastLine(text, to))
}

function removed(text: string, map: LocatedMap, entry: Entry): string | undefined {
  const { key, value } = entry
  if (!isIn(map, entry)) return undefined
  // An alias stands for a value elsewhere, and its own end is not known.
  const end = isOwn(map, entry) ? value.span.to : undefined
  if (end === undefined) return undefined
  if (text[map.span.from] === '{') return withoutInBraces(text, key.from, end, map.span.to)
  const start = startOfLine(text, key.from)
  if (!/^ *$/.test(text.slice(start, key.from))) return undefined
  const last = Math.max(endOfLastLine(text, end), key.to)
  const line = /^[^\r\n]*(\r\n|\r|\n|$)/.exec(text.slice(last))![0]
  const next = text.slice(0, start) + text.slice(last + line.length)
  const isLastLine = last + line.length === text.length && !/[\r\n]$/.test(text)
  return isLastLine ? next.slice(0, -lineEndOf(text).length) : next
}

function withoutInBraces(text: string, from: number, to: number, end: number): string {
  const after = /^\s*,\s*/.exec(text.slice(to, end))?.[0]
  if (after !== undefined) return text.slice(0, from) + text.slice(to + after.length)
  const before = /\s*,\s*$/.exec(text.slice(0, from))?.[0] ?? ''
  return text.slice(0, from - before.length) + text.slice(to)
}

const startOfLine = (text: string, offset: number): number =>
  Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1

/** A comment within a value would go with it, whatever it is about. */
const hasComment = (text: string) => /(^|\s)#/.test(text) && /[\r\n]/.test(text)

/** What is written by position is read again: it means what it did, but for the one key. */
function means(next: string, before: Located, id: string, path: string[], value: unknown): boolean {
  const { root, findings } = readYaml(new Source(next))
  if (!root || findings.length > 0) return false
  const { jobs, ...rest } = meaning(before)
  const { [id]: job, ...others } = jobs as Record<string, unknown>
  const expected = { ...rest, jobs: { ...others, [id]: withKey(job, path, value) } }
  return isDeepStrictEqual(tidy(meaning(root), id), tidy(expected, id))
}

function withKey(group: unknown, [key = '', ...rest]: string[], value: unknown): unknown {
  const { [key]: inner, ...others } = isGroup(group) ? group : {}
  const next = rest.length === 0 ? value : withKey(inner, rest, value)
  return next === undefined ? others : { ...others, [key]: next }
}

/** A job without keys is one with nothing behind it. */
function tidy(whole: Record<string, unknown>, id: string): unknown {
  const jobs = whole.jobs as Record<string, unknown>
  const job = jobs[id]
  const isEmpty = isGroup(job) && Object.keys(job).length === 0
  return { ...whole, jobs: { ...jobs, [id]: isEmpty ? EMPTY : job } }
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
