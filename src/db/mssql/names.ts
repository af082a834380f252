import { declaredTables } from '../columns.ts'
import type { SqlServerPlace } from '../database.ts'
import { isOwn } from '../migrations/index.ts'

/** Where tables are. */
export class Names {
  readonly schema: string
  readonly ownSchema: string

  readonly #elsewhere: ReadonlySet<string>

  /** @param elsewhere tables of the contract that are in another database: here are temporary ones in their place */
  constructor(
    { schema, ownSchema }: Pick<SqlServerPlace, 'schema' | 'ownSchema'>,
    elsewhere: ReadonlySet<string> = new Set(),
  ) {
    this.schema = schema
    this.ownSchema = ownSchema
    this.#elsewhere = elsewhere
  }

  isElsewhere(table: string): boolean {
    return this.#elsewhere.has(table)
  }

  /** `pars_auto.auto_run` for a declared table; any other name, such as that of a temporary table, as it is. */
  of(table: string): string {
    if (this.isElsewhere(table)) return `#${table}`
    if (!declaredTables.has(table) && !isOwn(table)) return table
    return `${isOwn(table) ? this.ownSchema : this.schema}.${table}`
  }

  /** `[pars_auto].[auto_run]`. */
  quoted(name: string): string {
    return name
      .split('.')
      .map((part) => `[${part}]`)
      .join('.')
  }
}
