import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { noteFile } from '../../bin/idle.js'
import { placeOf } from '../../src/config/database-place.ts'
import { loadConfig } from '../../src/config/load.ts'
import { makeSchema } from '../../src/db/catalogue.ts'
import { contract } from '../../src/db/contract.ts'
import type { Database, Row, SqlServerPlace } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/index.ts'
import { openSqlServer } from '../../src/db/mssql/database.ts'
import { createSqlite } from '../../src/db/sqlite.ts'
import type { Column } from '../../src/db/table.ts'
import { createSchoolTables, fillSchool } from '../../src/demo/school.ts'
import { main } from '../../src/main.ts'
import { dropSchemas } from './drop-schemas.ts'

/**
 * A night of the made-up school on SQL Server: what is sent there, how often and how long it takes. For whoever looks
 * after the server; docs/sql-server.md has what it found.
 *
 *     PARS_TEST_MSSQL_URL=… node dist/bench/night.cjs [pupils] [folder for the whole log]
 */
const [PUPILS = '200', LOG] = process.argv.slice(2)
/** Between two ticks, in milliseconds: a tick of SQL Server is quick, and one that stands in for it is not. */
const STEP = Number(process.env.STEP_MINUTES ?? 1) * 60_000
const EVENING = Date.parse('2026-11-22T19:58:00Z')
const MORNING = Date.parse('2026-11-23T08:00:00Z')

interface Sent {
  sql: string
  times: number
  ms: number
  longest: number
}

async function night(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-night-'))
  const place = serverPlace(`n${process.pid}`)
  const server = await openSqlServer(place)
  try {
    await makeSchema(server, place.schema)
    await createSchoolTables(server)
    await migrate(server)
    const config = configFor(folder, place)
    await copySchool(config, folder, server)
    const log = await live(config)
    print(log)
  } finally {
    await dropSchemas(server, place)
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function serverPlace(schema: string): SqlServerPlace {
  const connection = process.env.PARS_TEST_MSSQL_URL
  const section = { type: 'sqlserver', connection, schema, ownSchema: `${schema}_own` } as const
  const place = connection && placeOf(section, '/', (key) => key === 'connection')
  if (typeof place !== 'object' || place.type !== 'sqlserver')
    throw new Error('PARS_TEST_MSSQL_URL names no SQL Server.')
  return place
}

/** The config that is shipped, with the school on the server. */
function configFor(folder: string, { schema, ownSchema }: SqlServerPlace): string {
  const shipped = parse(readFileSync(path.join(__dirname, '../../automation.config.yaml'), 'utf8'))
  const database = { type: 'sqlserver', connection: '${PARS_TEST_MSSQL_URL}', schema, ownSchema }
  const file = path.join(folder, 'automation.config.yaml')
  mkdirSync(path.join(folder, 'demo'))
  writeFileSync(file, stringify({ ...shipped, database }))
  return file
}

/** Makes the school in a file, and takes it over table by table. */
async function copySchool(file: string, folder: string, server: Database): Promise<void> {
  const { config } = loadConfig(file, { env: process.env, now: EVENING })
  if (!config) throw new Error('The config that is shipped does not load.')
  const { zone } = config.school
  const made = createSqlite(path.join(folder, 'made.db'), { clock: () => EVENING })
  await createSchoolTables(made)
  await fillSchool(made, {
    ...{ pupils: Number(PUPILS), seed: 1, today: zone.dayAt(EVENING), now: EVENING, until: MORNING, zone },
    calendar: config.calendar,
  })
  for (const [name, table] of Object.entries(contract)) {
    const names = Object.keys(table.columns).filter((column) => !(table.columns[column] as Column).identity)
    // The server gives the numbers out again, in the same order.
    const numbered = names.length < Object.keys(table.columns).length
    if (numbered) await checkNumbers(made, name)
    let rows: Row[string][][] = []
    for await (const row of made.each<Row>(made.sql(name).orderBy(table.primaryKey).select(names))) {
      rows.push(names.map((column) => row[column] ?? null))
      if (rows.length === 20_000) await server.bulkInsert(name, names, rows.splice(0))
    }
    if (rows.length > 0) await server.bulkInsert(name, names, rows)
    rows = []
  }
  await made.close()
}

/** @throws Error where the numbers of a table are not 1, 2, 3 …: another database would give out others */
async function checkNumbers(db: Database, name: string): Promise<void> {
  const [row] = await db.all<{ n: number; last: number | null }>(
    db.sql(name).count({ n: '*' }).max({ last: 'id' }),
  )
  if (row && row.n !== (row.last ?? 0)) throw new Error(`${name} has gaps in its numbers.`)
}

async function live(file: string): Promise<Map<string, Sent>> {
  const log = new Map<string, Sent>()
  let last: { sql: string; at: number } | undefined
  const close = () => {
    if (!last) return
    const took = performance.now() - last.at
    const sent = log.get(last.sql) ?? { sql: last.sql, times: 0, ms: 0, longest: 0 }
    log.set(last.sql, {
      ...sent,
      times: sent.times + 1,
      ms: sent.ms + took,
      longest: Math.max(sent.longest, took),
    })
    last = undefined
  }
  for (let now = EVENING; now <= MORNING; now += STEP) {
    const clock = () => now
    rmSync(noteFile(file), { force: true })
    const code = await main(['run-due', '--config', file], {
      clock,
      databaseClock: clock,
      cwd: path.dirname(file),
      stop: new AbortController().signal,
      out: (text) => process.stderr.write(text),
      onStatement: (sql) => {
        close()
        last = { sql, at: performance.now() }
      },
    })
    close()
    if (code !== 0 && code !== 4)
      process.stderr.write(`The tick of ${new Date(now).toISOString()} ended with ${code}.\n`)
  }
  return log
}

function print(log: Map<string, Sent>): void {
  const sent = [...log.values()].sort((a, b) => b.ms - a.ms)
  if (LOG) {
    mkdirSync(LOG, { recursive: true })
    writeFileSync(
      path.join(LOG, 'night.sql'),
      sent.map(({ sql, times }) => `-- ${times} times\n${sql}\n`).join('\n'),
    )
  }
  const all = sent.reduce((sum, { times }) => sum + times, 0)
  console.log(`${all} statements, ${sent.length} different ones. Of these took longest:\n`)
  console.log('| Times | Together, ms | Longest, ms | Statement |\n| ---: | ---: | ---: | --- |')
  for (const { sql, times, ms, longest } of sent.slice(0, 25)) {
    const text = sql.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
    console.log(`| ${times} | ${ms.toFixed(0)} | ${longest.toFixed(0)} | \`${text.slice(0, 140)}\` |`)
  }
}

void night()
