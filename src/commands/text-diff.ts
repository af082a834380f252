/** Lines around the change that are shown. */
const AROUND = 3

/** The one place at which a text changed, as `diff -u` shows it. */
export function addedLines(before: string, after: string, file: string): string {
  const old = linesOf(before)
  const now = linesOf(after)
  let same = 0
  while (same < old.length && old[same] === now[same]) same++
  let end = 0
  while (end < old.length - same && end < now.length - same && old.at(-1 - end) === now.at(-1 - end)) end++
  const from = Math.max(0, same - AROUND)
  const until = Math.min(old.length, old.length - end + AROUND)
  const lines = [
    ...old.slice(from, same).map((line) => ` ${line}`),
    ...old.slice(same, old.length - end).map((line) => `-${line}`),
    ...now.slice(same, now.length - end).map((line) => `+${line}`),
    ...old.slice(old.length - end, until).map((line) => ` ${line}`),
  ]
  const grown = until - from + now.length - old.length
  return `--- ${file}\n+++ ${file}\n@@ -${from + 1},${until - from} +${from + 1},${grown} @@\n${lines.join('\n')}\n`
}

/** Without the empty one behind the last line break. */
const linesOf = (text: string) => text.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/)
