import type { Session } from '../database.ts'
import { StatementFailed } from '../database.ts'
import { literal, quoted } from '../mssql/quote.ts'
import { type CatalogueColumn, columnOf, type KeyColumn, keysOf } from './catalogue-rows.ts'
import { type Found, type Look, RIGHTS, type Right, type Unseen } from './found.ts'
import { type ObjectRow, type Target, targetOf } from './target.ts'

/**
 * Looks up what a schema has by these names. Only the catalogue is read, with the same few statements for each
 * database that synonyms lead to, however many tables there are.
 */
export async function lookAtSchema(session: Session, schema: string, names: string[]): Promise<Look> {
  const mindsCase = await takesCapitalsForOthers(session)
  const tables = new Map<string, Found | Unseen>()
  const targets: Target[] = []
  for (const row of await objectsOf(session, schema)) {
    const name = mindsCase ? row.name : row.name.toLowerCase()
    if (!names.includes(name)) continue
    const target = targetOf(row, name, schema)
    if ('why' in target) tables.set(name, target)
    else targets.push(target)
  }
  for (const database of new Set(targets.map((target) => target.database))) {
    const there = targets.filter((target) => target.database === database)
    for (const [name, found] of await lookInto(session, database, there, mindsCase)) tables.set(name, found)
  }
  return { tables, mindsCase }
}

async function takesCapitalsForOthers(session: Session): Promise<boolean> {
  const text =
    "SELECT CASE WHEN N'a' COLLATE DATABASE_DEFAULT = N'A' COLLATE DATABASE_DEFAULT THEN 0 ELSE 1 END AS minds"
  return (await session.first<{ minds: number }>(session.sql.raw(text)))?.minds === 1
}

/** Tables, views and synonyms, a synonym with what it stands for. */
const objectsOf = (session: Session, schema: string): Promise<ObjectRow[]> =>
  session.all<ObjectRow>(
    session.sql.raw(
      `SELECT o.name, o.object_id AS id, y.base_object_name AS base, OBJECT_ID(y.base_object_name) AS base_id,
  PARSENAME(y.base_object_name, 4) AS base_server, PARSENAME(y.base_object_name, 3) AS base_database
FROM sys.objects AS o
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.synonyms AS y ON y.object_id = o.object_id
WHERE s.name = ? AND o.type IN ('U', 'V', 'SN')`,
      [schema],
    ),
  )

/** @param database undefined for the connected one */
async function lookInto(
  session: Session,
  database: string | undefined,
  targets: Target[],
  mindsCase: boolean,
): Promise<[string, Found | Unseen][]> {
  const sys = database === undefined ? 'sys' : `${quoted(database)}.sys`
  const ids = targets.map(({ id }) => id).join(', ')
  try {
    const ask = <R>(text: string) => session.all<R>(session.sql.raw(text))
    const columns = await ask<CatalogueColumn>(columnsQuery(sys, ids))
    const keys = await ask<KeyColumn>(keysQuery(sys, ids))
    const denied = await deniedOf(session, targets)
    return targets.map((target) => [
      target.name,
      foundOf(
        target,
        columns.filter(({ id }) => id === target.id),
        keys.filter(({ id }) => id === target.id),
        { denied, mindsCase },
      ),
    ])
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error
    const why = `the login cannot look into the database ${database}: ${error.message}`
    return targets.map(({ name, at }) => [name, { at, why }])
  }
}

function foundOf(
  { name, at, base }: Target,
  columns: CatalogueColumn[],
  keys: KeyColumn[],
  { denied, mindsCase }: { denied: Map<string, Right[]>; mindsCase: boolean },
): Found | Unseen {
  if (columns.length === 0)
    return { at, why: `stands for ${base ?? at}, which is not there, or the login has no right on it` }
  const named = (column: string) => (mindsCase ? column : column.toLowerCase())
  return {
    at,
    kind: columns[0]!.object_type === 'V' ? 'view' : 'table',
    ...(base === undefined ? {} : { base }),
    columns: new Map(columns.map((row) => [named(row.name), columnOf(row)])),
    ...keysOf(keys.map((row) => ({ ...row, name: named(row.name) }))),
    denied: denied.get(name) ?? [],
  }
}

/** A type of the database's own is looked up as the type that it is made of. */
const columnsQuery = (sys: string, ids: string) =>
  `SELECT c.object_id AS id, RTRIM(o.type) AS object_type, c.name, t.name AS type, c.max_length, c.precision, c.scale,
  c.is_nullable, c.is_identity,
  CASE WHEN c.is_computed = 1 OR c.generated_always_type <> 0 OR c.default_object_id <> 0 THEN 1 ELSE 0 END AS is_optional
FROM ${sys}.columns AS c
JOIN ${sys}.objects AS o ON o.object_id = c.object_id
LEFT JOIN ${sys}.types AS t ON t.user_type_id = c.system_type_id
WHERE c.object_id IN (${ids})
ORDER BY c.column_id`

/** Indexes that hold for all rows. */
const keysQuery = (sys: string, ids: string) =>
  `SELECT i.object_id AS id, i.index_id, i.is_unique, c.name
FROM ${sys}.indexes AS i
JOIN ${sys}.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
JOIN ${sys}.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
WHERE i.object_id IN (${ids}) AND i.type IN (1, 2) AND i.is_disabled = 0 AND i.has_filter = 0 AND k.key_ordinal > 0
ORDER BY i.index_id, k.key_ordinal`

/**
 * What the login may not do, table by table. The right on a synonym is one of its own; whether it is enough depends
 * on who owns both, so what it stands for is asked as well, and what either allows counts. In another database that is
 * a name of three parts, which will do for whatever is in a schema (Microsoft, "HAS_PERMS_BY_NAME", "Remarks").
 */
async function deniedOf(session: Session, targets: Target[]): Promise<Map<string, Right[]>> {
  const asked = targets.flatMap(({ name, at, base }) => [
    [name, at],
    ...(base === undefined ? [] : [[name, base]]),
  ])
  const rows = await session.all<{ name: string } & Record<string, number | null>>(
    session.sql.raw(
      `SELECT v.name, ${RIGHTS.map((right) => `MAX(HAS_PERMS_BY_NAME(v.at, 'OBJECT', '${right}')) AS may_${right.toLowerCase()}`).join(', ')}
FROM (VALUES ${asked.map(([name, at]) => `(${literal(name!)}, ${literal(at!)})`).join(', ')}) AS v (name, at)
GROUP BY v.name`,
    ),
  )
  const deniedBy = (row: Record<string, unknown>) =>
    RIGHTS.filter((right) => row[`may_${right.toLowerCase()}`] === 0)
  return new Map(rows.map((row) => [row.name, deniedBy(row)]))
}
