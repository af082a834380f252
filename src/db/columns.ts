import { contract } from './contract.ts'
import { migrations, own } from './migrations/index.ts'
import type { ColumnType, Table } from './table.ts'

/** Every table that is declared, the school's and the program's own, by its name in statements. */
export const declaredTables: ReadonlyMap<string, Table> = new Map(
  [
    ...Object.entries<Table>(contract),
    ...migrations.flatMap(({ tables }) =>
      Object.entries(tables).map(([name, table]): [string, Table] => [own(name), table]),
    ),
  ].map(([name, table]) => [name, withAdded(name, table)]),
)

/** A table with the columns that later migrations gave it. */
function withAdded(name: string, table: Table): Table {
  const added = migrations.flatMap((migration) =>
    Object.entries(migration.added ?? {}).flatMap(([to, columns]) => (own(to) === name ? [columns] : [])),
  )
  return { ...table, columns: Object.assign({}, table.columns, ...added) }
}

const types = new Map<string, ColumnType | 'several'>()
for (const { columns } of declaredTables.values()) {
  for (const [name, { type }] of Object.entries(columns)) {
    const known = types.get(name)
    types.set(name, known === undefined || known === type ? type : 'several')
  }
}

/**
 * What a column of this name holds wherever one is declared.
 * @returns undefined for a name that no table has, or that means different things in different tables
 */
export function typeOfColumn(name: string): ColumnType | undefined {
  const type = types.get(name)
  return type === 'several' ? undefined : type
}
