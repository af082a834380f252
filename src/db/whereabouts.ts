import type { Config } from '../config/config.ts'
import { contract, type TableName } from './contract.ts'
import type { DatabasePlace } from './database.ts'
import type { Table } from './table.ts'

/** The tables of the contract that may be in a database of SIMS' own, in the order of the contract. */
export const simsTables: TableName[] = Object.entries<Table>(contract)
  .filter(([, { source }]) => source === 'sims')
  .map(([name]) => name as TableName)

/** In which database a table of the contract is, by the section of the config that says where that is. */
export interface Whereabouts {
  section: 'database' | 'sims'
  place: DatabasePlace
}

/** Where every table of the contract is at a school. */
export function whereaboutsOf({
  database,
  sims,
}: Pick<Config, 'database' | 'sims'>): Record<TableName, Whereabouts> {
  const away = new Set<string>(sims?.tables)
  const where = (table: string): Whereabouts =>
    sims && away.has(table)
      ? { section: 'sims', place: sims.place }
      : { section: 'database', place: database }
  return Object.fromEntries(Object.keys(contract).map((table) => [table, where(table)])) as Record<
    TableName,
    Whereabouts
  >
}
