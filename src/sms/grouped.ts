/** Rows by what they have in common, in their order. Map.groupBy, which Node.js has from 21 on. */
export function grouped<Row, Key>(rows: Iterable<Row>, by: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const key = by(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
