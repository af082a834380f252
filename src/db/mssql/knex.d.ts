/** The parts of knex that it has no types for, as far as they are reached into. */
interface KnexClause {
  column: unknown
  value: unknown
  asColumn?: boolean
}

declare module 'knex/lib/dialects/mssql/index.js' {
  export default class MssqlClient {
    queryCompiler(builder: unknown, bindings: unknown): unknown
  }
}

declare module 'knex/lib/dialects/mssql/query/mssql-querycompiler.js' {
  export default class MssqlCompiler {
    constructor(client: unknown, builder: unknown, bindings: unknown)
    method: string
    single: { table?: unknown }
    grouped: { join?: { table: unknown }[] }
    whereBasic(clause: KnexClause): string
    whereIn(clause: KnexClause): string
    whereBetween(clause: KnexClause): string
    onVal(clause: KnexClause): string
    _prepInsert(data: unknown): string | { columns: string[]; values: unknown[][] }
    _prepUpdate(data: Record<string, unknown>): string[]
  }
}
