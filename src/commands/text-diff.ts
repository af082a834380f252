import { structuredPatch } from 'diff'

/** Lines around a change that are shown. */
const AROUND = 3

/** What changed in a text, as `diff -u` shows it. How lines end makes no difference. */
export function changedLines(before: string, after: string, file: string): string {
  const [old, now] = [before, after].map((text) => `${linesOf(text).join('\n')}\n`) as [string, string]
  const { hunks } = structuredPatch(file, file, old, now, '', '', { context: AROUND })
  const shown = hunks.map(
    ({ oldStart, oldLines, newStart, newLines, lines }) =>
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${lines.join('\n')}\n`,
  )
  return `--- ${file}\n+++ ${file}\n${shown.join('')}`
}

/** Without the empty one behind the last line break. */
const linesOf = (text: string) => text.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/)
