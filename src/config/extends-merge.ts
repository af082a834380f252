import { at, type Entry, type Located, type LocatedMap } from './tree.ts'

/** Sections in which one key says what kind of thing it is: another kind shares nothing. */
const KINDS: Record<string, string> = { database: 'type', sims: 'type', sms: 'provider' }

/** The ways to say when a job runs: by one of them, the others do not hold any more. */
const TIMINGS = [['cycle', 'at'], ['cron'], ['every', 'between']]

/** What holds when a file extends another one: its own, key by key, and the rest of that. */
export function merged(own: LocatedMap, shared: LocatedMap): LocatedMap {
  const entries = joined(own, shared, (name, mine, theirs) => {
    if (name === 'jobs') return jobs(mine, theirs)
    const kind = KINDS[name]
    return kind !== undefined && differs(mine, theirs, kind) ? mine : deep(mine, theirs)
  })
  // Each file says for itself what it extends, and which secrets it reads: see load.ts.
  if (!own.entries.has('extends')) entries.delete('extends')
  return { ...own, entries }
}

function jobs(own: Located, shared: Located): Located {
  if (own.kind !== 'map' || shared.kind !== 'map') return deep(own, shared)
  return { ...own, entries: joined(own, shared, job) }
}

function job(id: string, own: Located, shared: Located): Located {
  if (own.kind !== 'map' || shared.kind !== 'map') return deep(own, shared)
  const kindOf = (body: Located) => textAt(body, 'job')
  if ((kindOf(own) ?? kindOf(shared) ?? id) !== (kindOf(shared) ?? id)) return own
  const says = (body: LocatedMap) => TIMINGS.filter((keys) => keys.some((key) => has(body, key)))
  const isTimedAnew = says(own).length > 0 && says(own).some((way) => !says(shared).includes(way))
  const rest = [...shared.entries].filter(([key]) => !(isTimedAnew && TIMINGS.flat().includes(key)))
  return deep(own, { ...shared, entries: new Map(rest) })
}

/** Groups of keys are put together, at any depth; a list or a value takes the place of the other. */
function deep(own: Located, shared: Located): Located {
  if (own.kind !== 'map' || shared.kind !== 'map') return own
  return { ...own, entries: joined(own, shared, (_name, mine, theirs) => deep(mine, theirs)) }
}

function joined(
  own: LocatedMap,
  shared: LocatedMap,
  both: (name: string, own: Located, shared: Located) => Located,
): Map<string, Entry> {
  const entries = new Map(own.entries)
  for (const [name, theirs] of shared.entries) {
    const mine = entries.get(name)
    // A key without a value counts as not written.
    if (!mine || isEmpty(mine.value)) entries.set(name, theirs)
    else entries.set(name, { key: mine.key, value: both(name, mine.value, theirs.value) })
  }
  return entries
}

const isEmpty = (node: Located) => node.kind === 'scalar' && node.value === null
const has = (body: LocatedMap, key: string) => body.entries.has(key) && !isEmpty(body.entries.get(key)!.value)

function textAt(node: Located, key: string): string | undefined {
  const found = at(node, [key])
  return found?.kind === 'scalar' && found.value !== null ? String(found.value) : undefined
}

function differs(own: Located, shared: Located, key: string): boolean {
  const [mine, theirs] = [textAt(own, key), textAt(shared, key)]
  return mine !== undefined && theirs !== undefined && mine !== theirs
}
