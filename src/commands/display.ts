import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { World } from '../world.ts'

export { howLong, when } from '../info/clock-words.ts'

export const paint = (world: World): ChalkInstance => new Chalk({ level: world.colour ? 1 : 0 })

/** A text in lines of at most `width` characters, broken between words. */
export const wrapped = (text: string, width: number): string[] =>
  text
    .replace(new RegExp(`(.{1,${Math.max(width, 1)}})(?: +|$)`, 'gm'), '$1\n')
    .trimEnd()
    .split('\n')

/** A table without lines: columns under their headings, two spaces apart. */
export function columns(world: World, heads: string[], rows: string[][]): string {
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
