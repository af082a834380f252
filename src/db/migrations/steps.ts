import type { Ddl } from '../ddl.ts'
import { instant, int, table, text } from '../table.ts'
import type { Migration } from './migration.ts'
import { own } from './own.ts'

/** The table that says how far the others are. */
export const steps = table(
  'How far the program’s own tables have been brought.',
  {
    version: int('Number of the step.'),
    name: text(100, 'What it is called.'),
    applied_at: instant('When it was done.'),
  },
  { key: ['version'] },
)

/** What a step does, in order. */
export const upStatements = ({ tables, added = {}, indexes = {} }: Migration, ddl: Ddl): string[] => [
  ...Object.entries(tables).flatMap(([name, declared]) => ddl.createTable(own(name), declared)),
  ...Object.entries(added).flatMap(([name, columns]) =>
    Object.entries(columns).map(([column, declared]) => ddl.addColumn(own(name), column, declared)),
  ),
  ...Object.entries(indexes).flatMap(([name, keys]) => keys.map((key) => ddl.createIndex(own(name), key))),
]

/** What takes a step back. All that is in its tables and columns is lost. */
export const downStatements = ({ tables, added = {}, indexes = {} }: Migration, ddl: Ddl): string[] => [
  ...Object.entries(indexes).flatMap(([name, keys]) => keys.map((key) => ddl.dropIndex(own(name), key))),
  ...Object.entries(added).flatMap(([name, columns]) =>
    Object.keys(columns).map((column) => ddl.dropColumn(own(name), column)),
  ),
  ...Object.keys(tables).map((name) => ddl.dropTable(own(name))),
]
