import { createHash } from 'node:crypto'
import { contract, type TableName } from '../db/contract.ts'
import type { Row } from '../db/database.ts'
import type { Column, Table } from '../db/table.ts'
import type { JobTable } from '../db/tables.ts'
import type { Add, Change } from '../jobs/plan.ts'

/**
 * How it is seen in the school's tables that a planned row has come about, whoever did it: it is *gone*, a row like it
 * is *there*, its columns are *set* as planned, or they have *moved* from what they were.
 */
export interface Trace {
  sign: 'gone' | 'there' | 'set' | 'moved'
  table: TableName
  /** Values of the columns by which the row is found. Numbers, codes and dates: nothing that names a person. */
  find: Row
  /** What its columns are to be; with `moved`, what they were. */
  values?: Row
}

/** Nobody else's row is told from ours by what it holds. */
const NO_SIGN = new Set<JobTable>(['pupil_group'])

/** Rows that are taken away to be made anew: that they go says nothing. */
const REBUILT = new Set<TableName>(['school_info'])

/** A text of the queue that is no longer as it waited has been dealt with, whatever became of it. */
const MOVES: Partial<Record<JobTable, Row>> = { sms_message: { state: 'queued' } }

/**
 * The part of a step that shows in the school's tables: the step itself, or what goes with it when that only remembers
 * something; undefined where nothing does.
 */
export function tracedStep(change: Change): Change | undefined {
  const shows = ({ table }: Change) => isSchools(table) && !NO_SIGN.has(table)
  if (change.table === 'detention_reminder') return change.op === 'add' ? change : undefined
  return [change, ...(change.follow ?? [])].find(shows)
}

const isSchools = (table: JobTable): table is TableName => Object.hasOwn(contract, table)

/** @param row of the step, as `rowsOf` gives it; undefined where it cannot be told from others */
export function traceOf(step: Change, row: Row): Trace | undefined {
  if (step.table === 'detention_reminder') return traceOfReminder(row)
  const table = step.table as TableName
  const { primaryKey } = contract[table] as Table
  if (step.op === 'add') return traceOfAdded(table, step, row)
  if (step.op === 'remove') return traceOfRemoved(table, row)
  const find = picked(row, primaryKey)
  if (!find) return undefined
  const moves = MOVES[table]
  if (moves) return { sign: 'moved', table, find, values: moves }
  const values = setBy(table, row)
  return Object.keys(values).length > 0 ? { sign: 'set', table, find, values } : undefined
}

/** Its notice is known by the pupil and the day: what it says is worded by each program in its own way. */
function traceOfReminder({ pupil_id, date }: Row): Trace | undefined {
  const find = picked({ pupil_id: pupil_id ?? null, expires_on: date ?? null }, ['pupil_id', 'expires_on'])
  return find && { sign: 'there', table: 'notice', find }
}

function traceOfAdded(table: TableName, { columns }: Add, row: Row): Trace | undefined {
  const told = columns.filter((column) => tells(table, column) && row[column] !== null)
  const find = picked(row, told)
  // A row about nobody and nothing in particular is like any other.
  const isParticular = told.some((column) => columnOf(table, column).references)
  // What belongs to a row that only a real run makes, such as the members of a new group, cannot be found yet.
  const isWhole = columns.every((column) => row[column] !== null || columnOf(table, column).nullable)
  return find && isParticular && isWhole ? { sign: 'there', table, find } : undefined
}

/**
 * A database may give out the number of a row that has gone to another one: what a row was made with, and keeps, tells
 * them apart.
 */
function traceOfRemoved(table: TableName, row: Row): Trace | undefined {
  const { primaryKey, columns } = contract[table] as Table
  const isNumbered = primaryKey.some((column) => columns[column]!.identity)
  const keeps = ({ references, type, nullable }: Column) =>
    (references !== undefined && references !== 'staff') || (type === 'instant' && !nullable)
  const made = Object.keys(columns).filter((column) => keeps(columns[column]!) && row[column] !== null)
  const find = REBUILT.has(table) ? undefined : picked(row, [...primaryKey, ...(isNumbered ? made : [])])
  return find && { sign: 'gone', table, find }
}

/** Not who did it and when, not what it is called, and nothing about a person: those differ between two programs. */
function tells(table: TableName, column: string): boolean {
  const { type, personal, references } = columnOf(table, column)
  if (personal || type === 'text' || type === 'instant' || references === 'staff') return false
  return (contract[table] as Table).ours !== column
}

const columnOf = (table: TableName, column: string): Column => (contract[table] as Table).columns[column]!

function setBy(table: TableName, row: Row): Row {
  const set = Object.entries(row).flatMap(([name, value]) => {
    const column = name.startsWith('new ') ? name.slice(4) : ''
    return column && tells(table, column) && value !== null && value !== row[column] ? [[column, value]] : []
  })
  return Object.fromEntries(set)
}

function picked(row: Row, columns: string[]): Row | undefined {
  if (columns.length === 0 || columns.some((column) => row[column] === null || row[column] === undefined))
    return undefined
  return Object.fromEntries(columns.map((column) => [column, row[column]!]))
}

/** The same trace has the same hash for ever. */
export const hashOf = (trace: Trace): string =>
  createHash('sha256').update(JSON.stringify(trace)).digest('hex')
