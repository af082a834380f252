/** Those of one time together. @param sorted by it */
export function* byMinute<T>(sorted: T[], time: (one: T) => number): Generator<T[]> {
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const at = time(sorted[from]!)
    while (to < sorted.length && time(sorted[to]!) === at) to++
    yield sorted.slice(from, to)
  }
}
