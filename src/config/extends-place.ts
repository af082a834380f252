import type { Finding } from './problem.ts'
import type { Span } from './source.ts'
import type { Entry, Located } from './tree.ts'

/** A finding whose place is counted from elsewhere. */
export const moved = (finding: Finding, by: number): Finding =>
  finding.span ? { ...finding, span: further(finding.span, by) } : finding

/** A file's values with their places in a text in which the file begins at an offset. What is shared stays so. */
export function shownFrom(root: Located, by: number): Located {
  const known = new Map<Located, Located>()
  const copy = (node: Located): Located => {
    const before = known.get(node)
    if (before) return before
    const span = further(node.span, by)
    if (node.kind === 'scalar') return keep(node, { ...node, span })
    if (node.kind === 'list') return keep(node, { ...node, span, items: node.items.map(copy) })
    const entries = [...node.entries].map(([name, { key, value }]): [string, Entry] => [
      name,
      { key: further(key, by), value: copy(value) },
    ])
    return keep(node, { ...node, span, entries: new Map(entries) })
  }
  const keep = (node: Located, made: Located) => {
    known.set(node, made)
    return made
  }
  return copy(root)
}

const further = ({ from, to }: Span, by: number): Span => ({ from: from + by, to: to + by })
