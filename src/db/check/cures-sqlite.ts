import { sqliteDdl } from '../ddl.ts'
import type { Cures } from './compare.ts'

/** Only what can be added can be cured: SQLite alters no column. */
export const sqliteCures: Cures = {
  addColumn: ({ at, kind }, column, declared) =>
    kind === 'table' && declared.nullable
      ? `${sqliteDdl.addColumn(at.slice(1, -1), column, declared)};`
      : undefined,
  alterColumn: () => undefined,
  addKey: ({ at }, name, columns) =>
    `CREATE UNIQUE INDEX "${[name, ...columns, 'key'].join('_')}" ON ${at} (${list(columns)});`,
  addIndex: ({ at }, name, columns) =>
    `CREATE INDEX "${[name, ...columns].join('_')}" ON ${at} (${list(columns)});`,
  grant: () => undefined,
}

const list = (columns: string[]) => columns.map((column) => `"${column}"`).join(', ')
