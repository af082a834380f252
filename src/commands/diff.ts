import type { ConfiguredJob } from '../config/config.ts'
import type { Column } from '../db/table.ts'
import { tables } from '../db/tables.ts'
import type { Preview, PreviewRow } from '../runner/preview.ts'
import type { World } from '../world.ts'
import { onOneLine, paint } from './display.ts'

/** What a dry run found: each count, and below it the rows as a diff, as far as they were asked for. */
export function diffLines(world: World, { job }: ConfiguredJob, seen: Preview): string[] {
  const { dim } = paint(world)
  const lines = Object.entries(job.counts).flatMap(([count, meaning]) => {
    const number = seen.counts[count] ?? 0
    const rows = seen.rows.filter((row) => row.count === count)
    const more = number - rows.length
    const kept = seen.withheld[count]
    return [
      ...(number > 0 ? [counted(number, meaning)] : []),
      ...rows.map((row) => rowLine(world, row)),
      ...(rows.length > 0 && more > 0 ? [dim(`${INDENT}and ${more} more`)] : []),
      ...(kept ? [counted(kept, `kept back: ${meaning}`)] : []),
    ]
  })
  return lines.length > 0 ? lines : ['  Nothing to change.']
}

export const counted = (number: number, meaning: string): string =>
  `${String(number).padStart(7)}  ${meaning}`

const INDENT = ' '.repeat(9)

/** `+ notice id=3 title=…`, or for a changed row its key, and what was there before: `~ notice id=3 room: H1 → H2`. */
function rowLine(world: World, { op, table, row }: PreviewRow): string {
  const { green, red, yellow } = paint(world)
  const text = (value: string | number | null | undefined) => onOneLine(value ?? 'none')
  if (op !== 'change') {
    const columns: Record<string, Column> = tables[table].columns
    // A number that must be there and is not yet: of a row that the run would make first.
    const none = (column: string) => (columns[column]?.nullable === false ? 'new' : 'none')
    const values = Object.entries(row).map(
      ([column, value]) => `${column}=${onOneLine(value ?? none(column))}`,
    )
    const line = `${INDENT}${op === 'add' ? '+' : '-'} ${table} ${values.join(' ')}`
    return op === 'add' ? green(line) : red(line)
  }
  const key = tables[table].primaryKey.map((column) => `${column}=${text(row[column])}`)
  const changes = Object.keys(row)
    .filter((column) => column.startsWith('new '))
    .map((column) => `${column.slice(4)}: ${text(row[column.slice(4)])} → ${text(row[column])}`)
  return yellow(`${INDENT}~ ${table} ${[...key, ...changes].join(' ')}`)
}
