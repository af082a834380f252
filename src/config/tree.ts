import type { Path } from './problem.ts'
import type { Span } from './source.ts'

/** A value of the file, and where it stands. */
export type Located = LocatedMap | LocatedList | LocatedScalar

export interface LocatedMap {
  kind: 'map'
  span: Span
  /** In the order of the file. */
  entries: Map<string, Entry>
}

export interface Entry {
  key: Span
  value: Located
}

interface LocatedList {
  kind: 'list'
  span: Span
  items: Located[]
}

export interface LocatedScalar {
  kind: 'scalar'
  span: Span
  value: string | number | boolean | null
  /** As it stands in the file: `0730` where the value is 730. */
  raw: string
}

/** The value at a path, if the file has it. */
export function at(root: Located | undefined, path: Path): Located | undefined {
  return path.reduce<Located | undefined>((node, step) => {
    if (node?.kind === 'map') return node.entries.get(String(step))?.value
    return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined
  }, root)
}

/**
 * Where to point for a path: at the value when it fits on a line, else at its key; for what is not in the
 * file, at the nearest thing around it. Undefined for what would be at the top of the file.
 */
export function place(
  root: Located | undefined,
  path: Path,
  on: 'key' | 'value' = 'value',
): Span | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = at(root, path.slice(0, length - 1))
    const step = path[length - 1]!
    const entry = parent?.kind === 'map' ? parent.entries.get(String(step)) : undefined
    const value = entry?.value ?? at(parent, [step])
    if (!value) continue
    const whole = length === path.length && on === 'value'
    return entry && !(whole && value.kind === 'scalar' && value.value !== null) ? entry.key : value.span
  }
  return undefined
}

/** Every scalar below, aliased ones once for each time they are met. */
export function* scalars(node: Located): Generator<LocatedScalar> {
  if (node.kind === 'scalar') yield node
  else if (node.kind === 'list') for (const item of node.items) yield* scalars(item)
  else for (const { value } of node.entries.values()) yield* scalars(value)
}

/**
 * The value as plain JavaScript. `read` says what each scalar stands for; undefined leaves it out.
 * A key without a value counts as not written: `calendar:` alone is no calendar.
 */
export function plain(node: Located, read: (scalar: LocatedScalar) => unknown): unknown {
  if (node.kind === 'scalar') return read(node)
  if (node.kind === 'list') return node.items.map((item) => plain(item, read))
  const object: Record<string, unknown> = {}
  for (const [key, { value }] of node.entries) {
    const property = plain(value, read)
    if (property === null || property === undefined) continue
    // An assignment to `__proto__` would not make a property.
    Object.defineProperty(object, key, {
      value: property,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return object
}
