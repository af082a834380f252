import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import { width } from '../config/formats/width.ts'
import type { World } from '../world.ts'

export { howLong, when } from '../info/clock-words.ts'

export const paint = (world: World): ChalkInstance => new Chalk({ level: world.colour ? 1 : 0 })

/** A text in lines of at most `width` characters, broken between words. */
export const wrapped = (text: string, width: number): string[] =>
  text
    .replace(new RegExp(`(.{1,${Math.max(width, 1)}})(?: +|$)`, 'gm'), '$1\n')
    .trimEnd()
    .split('\n')

/** At a terminal, in lines that fit it; in a pipe as it is, so that what is looked for stays on one line. */
export const folded = (world: World, text: string, indent = 0): string =>
  world.terminal.output
    ? wrapped(text, Math.max(world.columns - indent, 40)).join(`\n${' '.repeat(indent)}`)
    : text

/**
 * A table without lines: columns under their headings, two spaces apart. Where it is too wide for the terminal, the
 * longest text is folded; where the others leave that no room and it is the last, it goes below them.
 */
export function columns(world: World, heads: string[], rows: string[][]): string {
  const widths = widthsOf(heads, rows)
  const widest = widths.lastIndexOf(Math.max(...widths))
  const others = sum(widths) - widths[widest]! + 2 * (widths.length - 1)
  const room = world.columns - others
  if (!world.terminal.output || widths[widest]! <= Math.max(room, LEAST)) return plain(world, heads, rows)
  if (room >= LEAST)
    return plain(
      world,
      heads,
      rows.map((row) => row.with(widest, foldedCell(row[widest] ?? '', room))),
    )
  const isLast = widest === widths.length - 1
  return isLast && others - 2 <= world.columns ? withTextBelow(world, heads, rows) : plain(world, heads, rows)
}

/** A column that is narrower than this is not worth folding. */
const LEAST = 24
const BELOW = 4

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

/** How wide each column of a table is. */
const widthsOf = (heads: string[], rows: string[][]): number[] =>
  heads.map((head, at) => Math.max(...[head, ...rows.map((row) => row[at] ?? '')].map(cellWidth)))

/** How many columns of the terminal a table takes. */
export function tableWidth(heads: string[], rows: string[][]): number {
  const widths = widthsOf(heads, rows)
  return sum(widths) + 2 * (widths.length - 1)
}

const COLOURS = String.raw`(?:\u001b\[\d+m)*`
const PAINTED = new RegExp(`^(${COLOURS})([^\u001b]*)(${COLOURS})$`)

const cellWidth = (cell: string): number =>
  Math.max(...cell.replaceAll(new RegExp(COLOURS, 'g'), '').split('\n').map(width))

/** A cell in lines that are not too wide. Each is painted as the whole was; of several colours, none is cut. */
function foldedCell(cell: string, room: number): string {
  const mixed = new RegExp(String.raw`((?:\u001b\[\d+m|[^\u001b]){1,${room}})(?: +|$)`, 'g')
  const lines = cell.split('\n').flatMap((line) => {
    const [, on, text, off] = PAINTED.exec(line) ?? []
    if (text === undefined) return line.replace(mixed, '$1\n').trimEnd().split('\n')
    return wrapped(text, room).map((one) => on + one + off)
  })
  return lines.join('\n')
}

/** A table whose last column goes below the others, over their whole width. */
export function withTextBelow(world: World, heads: string[], rows: string[][]): string {
  const indent = ' '.repeat(BELOW)
  const [head = '', ...lines] = plain(
    world,
    heads.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
  )
    .trimEnd()
    .split('\n')
  const shown = rows.flatMap((row) => {
    const own = lines.splice(0, Math.max(...row.slice(0, -1).map((cell) => cell.split('\n').length)))
    const text = row.at(-1)
    return text
      ? [
          ...own,
          ...foldedCell(text, world.columns - BELOW)
            .split('\n')
            .map((line) => indent + line),
        ]
      : own
  })
  return `${[head, ...shown].join('\n')}\n`
}

function plain(world: World, heads: string[], rows: string[][]): string {
  const none = Object.fromEntries(
    [
      'top',
      'top-mid',
      'top-left',
      'top-right',
      'bottom',
      'bottom-mid',
      'bottom-left',
      'bottom-right',
      'left',
      'left-mid',
      'mid',
      'mid-mid',
      'right',
      'right-mid',
      'middle',
    ].map((edge) => [edge, '']),
  )
  const grey = paint(world).dim
  const table = new Table({
    head: heads.map((head) => grey(head)),
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
  })
  table.push(...rows)
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`
}

/** A text of the school's may have lines, or tell the terminal something: both are shown as a sign. */
export const onOneLine = (value: string | number): string =>
  String(value).replace(/\p{Cc}/gu, (sign) =>
    sign < ' ' ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : '\ufffd',
  )

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
