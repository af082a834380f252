import type { Dialect } from '../database.ts'
import { sqliteTypes } from '../ddl.ts'
import { typeOf } from '../mssql/types.ts'
import type { Column } from '../table.ts'
import type { Measure } from './compare.ts'
import { sqliteCures } from './cures-sqlite.ts'
import { type CureSettings, sqlServerCures } from './cures-sqlserver.ts'
import { shownType, sqlServerFit } from './types.ts'

const emptyOrNot = ({ nullable }: Column) => (nullable ? '' : ' NOT NULL')

/** How a database is measured against the declared tables. */
export const measureFor = (dialect: Dialect, settings: CureSettings): Measure =>
  dialect === 'sqlite'
    ? {
        fit: ({ type }, found) => ({ fits: found.type === sqliteTypes[type] }),
        typeOf: (declared) => sqliteTypes[declared.type] + emptyOrNot(declared),
        shown: ({ type }) => type || 'without a type',
        cures: sqliteCures,
      }
    : {
        fit: sqlServerFit,
        typeOf: (declared) => typeOf(declared) + emptyOrNot(declared),
        shown: shownType,
        cures: sqlServerCures(settings),
      }
