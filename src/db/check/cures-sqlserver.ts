import { quoted } from '../mssql/quote.ts'
import { typeOf } from '../mssql/types.ts'
import type { Column } from '../table.ts'
import type { Cures } from './compare.ts'
import type { Found } from './found.ts'

export interface CureSettings {
  /** Whom a right is granted to: the user that the login is in the database. */
  user: string
}

/**
 * Statements for whoever looks after the server. A table may have come with PARS or SIMS, and is not ours to alter:
 * behind a synonym it is a view in the synonym's place that cures a column.
 */
export const sqlServerCures = ({ user }: CureSettings): Cures => ({
  addColumn(found, column, declared, isWritten) {
    if (found.kind === 'view' || found.base) return inView(found, column, declared, isWritten)
    const add = `ALTER TABLE ${found.at} ADD ${quoted(column)} ${typeOf(declared)} NULL;`
    // Rows that are there have no value yet.
    return declared.nullable ? add : `${add} -- fill it, and then: ${alter(found, column, declared)}`
  },
  alterColumn: (found, column, declared, isWritten) =>
    found.kind === 'view' || found.base
      ? inView(found, column, declared, isWritten)
      : alter(found, column, declared),
  addKey: (found, name, columns, isPrimary) =>
    isPrimary
      ? `ALTER TABLE ${tableOf(found)} ADD CONSTRAINT ${quoted(`PK_${name}`)} PRIMARY KEY (${list(columns)});`
      : `CREATE UNIQUE INDEX ${quoted(['UX', name, ...columns].join('_'))} ON ${tableOf(found)} (${list(columns)});`,
  addIndex: (found, name, columns) =>
    `CREATE INDEX ${quoted(['IX', name, ...columns].join('_'))} ON ${tableOf(found)} (${list(columns)});`,
  grant: ({ at }, rights) =>
    rights.length > 0 ? `GRANT ${rights.join(', ')} ON ${at} TO ${quoted(user)};` : undefined,
})

/** What is computed in a view cannot be written through it. */
function inView(found: Found, column: string, declared: Column, isWritten: boolean): string | undefined {
  const place = found.kind === 'view' ? 'in the view' : 'in a view instead of the synonym'
  const type = typeOf(declared)
  return isWritten
    ? `-- ${place}, plainly, a column that is ${type}: t.[…] AS ${quoted(column)}`
    : `-- ${place}: CAST(… AS ${type}) AS ${quoted(column)}`
}

const alter = ({ at }: Found, column: string, declared: Column) =>
  `ALTER TABLE ${at} ALTER COLUMN ${quoted(column)} ${typeOf(declared)} ${declared.nullable ? 'NULL' : 'NOT NULL'};`

const tableOf = ({ at, base }: Found) => base ?? at

const list = (columns: string[]) => columns.map((column) => quoted(column)).join(', ')
