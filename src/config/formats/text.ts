import { Chalk } from 'chalk'
import type { Problem } from '../problem.ts'
import { visible } from '../quote.ts'
import type { Excerpt } from '../source.ts'
import { width } from './width.ts'

/** How wide a tab is drawn; what follows it in the excerpt stands at the next multiple. */
const TAB = 4

/**
 * Problems for people, each with its line and a caret under the place:
 *
 *     automation.config.yaml:12:9: error: 'at' must be a time such as 07:30, not '25:00' [wrong-value]
 *        |
 *     12 |     at: '25:00'
 *        |         ^~~~~~~
 *        = possible hours are 00 to 23
 */
export function renderProblems(problems: readonly Problem[], { colour }: { colour: boolean }): string {
  const paint = new Chalk({ level: colour ? 1 : 0 })
  return problems.map((problem) => `${renderProblem(problem, paint)}\n`).join('\n')
}

type Paint = InstanceType<typeof Chalk>

function renderProblem(
  { file, line, column, severity, message, hint, rule, excerpt }: Problem,
  paint: Paint,
): string {
  const place = excerpt ? `${visible(file)}:${line}:${column}` : visible(file)
  const kind = severity === 'error' ? paint.red.bold('error:') : paint.yellow.bold('warning:')
  const gutter = ' '.repeat(excerpt ? String(line).length : 1)
  return [
    `${paint.bold(place)}: ${kind} ${paint.bold(message)} ${paint.dim(`[${rule}]`)}`,
    ...(excerpt ? renderExcerpt(excerpt, line, gutter, paint) : []),
    ...(hint ? [`${paint.blue(`${gutter} =`)} ${hint}`] : []),
  ].join('\n')
}

function renderExcerpt({ text, from, to }: Excerpt, line: number, gutter: string, paint: Paint): string[] {
  const before = drawn(text.slice(0, from), 0)
  const start = width(before)
  const marked = drawn(text.slice(from, to), start)
  const after = drawn(text.slice(to), start + width(marked))
  const caret = `${' '.repeat(start)}${paint.green.bold(`^${'~'.repeat(Math.max(0, width(marked) - 1))}`)}`
  const bar = paint.blue('|')
  return [
    paint.blue(`${gutter} |`),
    `${paint.blue(String(line))} ${bar} ${before}${marked}${after}`.trimEnd(),
    `${gutter} ${bar} ${caret}`,
  ]
}

/** Tabs as spaces, so that the caret line needs none; what cannot be seen as `\u001B`. */
function drawn(text: string, column: number): string {
  return text
    .split('\t')
    .reduce((line, part) => {
      const missing = TAB - ((column + width(line)) % TAB)
      return `${line}${' '.repeat(missing)}${visible(part)}`
    }, '')
    .slice(TAB - (column % TAB))
}
