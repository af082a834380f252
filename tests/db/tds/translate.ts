/** A statement for an embedded database, and what SQL Server would have given for it. */
export interface Translated {
  sql: string
  gives?: 'count' | 'identity'
}

const COUNT = /;\s*SELECT @@ROWCOUNT AS n$/
const IDENTITY = /;\s*SELECT CAST\(SCOPE_IDENTITY\(\) AS bigint\) AS id$/
const STAGED = /\[?#(staged_\d+)\]?/g

/**
 * The program's T-SQL in the words of an embedded database: those few constructions that the two write differently,
 * and no others.
 * @param values of the parameters, by name; what a batch declares is added
 */
export function translated(tsql: string, values: Record<string, unknown>): Translated[] {
  if (/^SET |^use /i.test(tsql)) return []
  if (tsql === 'SELECT SYSUTCDATETIME() AS now')
    return [{ sql: `SELECT '${new Date(Date.now()).toISOString()}' AS now` }]
  if (tsql.includes('sp_getapplock')) return [{ sql: 'SELECT 0 AS answer' }]
  if (tsql.includes('snapshot_isolation_state')) return [{ sql: 'SELECT 1 AS snapshot_isolation_state' }]
  if (/^select object_id\(@p0\)/i.test(tsql)) {
    values.p0 = String(values.p0).split('.').at(-1)
    return [{ sql: 'SELECT (SELECT 1 FROM sqlite_schema WHERE name = @p0) AS found' }]
  }
  const [, declared, into] =
    /^(?:DECLARE (.*?);\n)?SELECT TOP \(0\) rows_to_be\.\* INTO (.*)$/s.exec(tsql) ?? []
  if (into) {
    for (const [, name] of (declared ?? '').matchAll(/@(p\d+) /g)) values[name!] = null
    const [, table, query] = /^(#\w+) FROM \((.*)\) AS rows_to_be LEFT JOIN .* ON 1 = 0$/s.exec(into)!
    return [{ sql: plain(`CREATE TEMP TABLE ${table} AS SELECT * FROM (${query}) LIMIT 0`) }]
  }
  const [, created] = /^CREATE TABLE (#.*)$/s.exec(tsql) ?? []
  if (created) return [{ sql: plain(`CREATE TEMP TABLE ${created}`) }]
  const [, dropped] = /^DROP TABLE (#.*)$/.exec(tsql) ?? []
  if (dropped) return dropped.split(', ').map((table) => ({ sql: plain(`DROP TABLE ${table}`) }))
  const sql = plain(tsql.replace(COUNT, '').replace(IDENTITY, ''))
  return [
    {
      sql,
      ...(COUNT.test(tsql)
        ? { gives: 'count' as const }
        : IDENTITY.test(tsql)
          ? { gives: 'identity' as const }
          : {}),
    },
  ]
}

const plain = (tsql: string) =>
  limits(
    tsql
      .replaceAll(/ COLLATE \w+/g, '')
      .replaceAll(STAGED, '"#$1"')
      .replaceAll(/\[(?:school|pars_auto)\]\.\[(\w+)\]/g, '"$1"')
      .replaceAll(/\[([^\]]+)\]/g, '"$1"'),
  )

/** `select top (@p0) …` takes its limit at the end. */
function limits(sql: string): string {
  const [whole, distinct = '', parameter] = /select (distinct )?top \((@p\d+)\) /i.exec(sql) ?? []
  if (!whole) return sql
  const start = sql.indexOf(whole)
  let end = start
  for (let depth = 0; end < sql.length && depth >= 0; end += 1) {
    if (sql[end] === '(') depth += 1
    if (sql[end] === ')') depth -= 1
    if (depth < 0) break
  }
  const body = `select ${distinct}${sql.slice(start + whole.length, end)} limit ${parameter}`
  return limits(sql.slice(0, start) + body + sql.slice(end))
}
