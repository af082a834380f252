import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'yaml'
import { noteFile } from '../../bin/idle.js'
import { placeOf } from '../../src/config/database-place.ts'
import { makeSchema } from '../../src/db/catalogue.ts'
import type { Database, SqlServerPlace } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/index.ts'
import { openSqlServer } from '../../src/db/mssql/database.ts'
import { createSchoolTables } from '../../src/db/school-tables.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { main } from '../../src/main.ts'
import { dropSchemas } from './drop-schemas.ts'
import { makeBenchSchool } from './school.ts'

const HOST = path.join(__dirname, '../../tests/bench/host.cjs')
const NOON = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000
/** Each has a slot a minute, and each slot counts. */
const JOBS = 20

interface Site {
  config: string
  db: Database
  end(): Promise<void>
}

/**
 * Hosts that race for the same backlog of slots, 1, 2, 4 … of them: how many they claim and run in a second, and
 * whether any slot ran twice. In an embedded school, and on a server where PARS_TEST_MSSQL_URL names one.
 */
export async function benchHosts(folder: string, most: number, claims: number): Promise<void> {
  const url = process.env.PARS_TEST_MSSQL_URL
  console.log('\n| Database | Hosts | Runs | Seconds | Runs a second | Twice | Without a run |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const kind of url ? (['embedded', 'server'] as const) : (['embedded'] as const)) {
    for (let hosts = 1; hosts <= most; hosts *= 2) {
      const site =
        kind === 'embedded' ? embedded(path.join(folder, `${hosts}`)) : await onServer(folder, url!, hosts)
      try {
        const { runs, seconds, twice, none } = await race(site, hosts, Math.ceil(claims / JOBS))
        console.log(
          `| ${kind} | ${hosts} | ${runs} | ${seconds.toFixed(1)} | ${(runs / seconds).toFixed(0)} | ${twice} | ${none} |`,
        )
      } finally {
        await site.end()
      }
    }
  }
}

async function race({ config, db }: Site, hosts: number, minutes: number) {
  // From now on there are slots.
  await main(['run-due', '--config', config], { clock: () => NOON, databaseClock: () => NOON, out: () => {} })
  const before = await done(db)
  const now = NOON + minutes * MINUTE
  const children = Array.from({ length: hosts }, (_, at) => {
    const orders = { config, now, note: noteFile(config), host: `SRV${at + 1}` }
    return spawn(process.execPath, [HOST, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] })
  })
  await Promise.all(children.map((child) => once(child.stdout!, 'data')))
  const begun = performance.now()
  for (const child of children) child.stdin!.end()
  const all = before + minutes * JOBS
  while ((await done(db)) < all) await wait(20)
  const seconds = (performance.now() - begun) / 1000
  await Promise.all(children.map(killed))
  return { runs: minutes * JOBS, seconds, ...(await verdict(db)) }
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function done(db: Database): Promise<number> {
  const row = await db.first<{ n: number }>(db.sql('auto_slot').where({ state: 'done' }).count({ n: '*' }))
  return row!.n
}

/** Slots that ran twice, and slots that are done without a run. */
async function verdict(db: Database): Promise<{ twice: number; none: number }> {
  const runs = await db.all<{ job: string; slot: string }>(
    db.sql('auto_run').where({ state: 'succeeded' }).select('job', 'slot'),
  )
  const names = new Set(runs.map(({ job, slot }) => `${job} ${slot}`))
  return { twice: runs.length - names.size, none: (await done(db)) - names.size }
}

const settings = (database: object) =>
  stringify({
    school: { name: 'Bench' },
    database,
    jobs: Object.fromEntries(
      Array.from({ length: JOBS }, (_, at) => [
        `tiny-${at + 1}`,
        { job: 'clear-expired-notices', every: '1m', missed: 'all', within: '7d', hours: 'any' },
      ]),
    ),
  })

function embedded(folder: string): Site {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'school.db')
  const config = path.join(folder, 'automation.config.yaml')
  makeBenchSchool(file, { pupils: 100, marks: false })
  writeFileSync(config, settings({ type: 'sqlite', file: 'school.db' }))
  const db = openSqlite(file, { clock: () => NOON })
  return {
    config,
    db,
    async end() {
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function onServer(folder: string, connection: string, hosts: number): Promise<Site> {
  const schema = `h${process.pid}_${hosts}`
  const section = { type: 'sqlserver', connection, schema, ownSchema: `${schema}_own` } as const
  const place = placeOf(section, '/', (key) => key === 'connection') as SqlServerPlace
  const db = await openSqlServer(place)
  await makeSchema(db, schema)
  await createSchoolTables(db)
  await migrate(db)
  const config = path.join(folder, `${schema}.yaml`)
  writeFileSync(config, settings({ ...section, connection: '${PARS_TEST_MSSQL_URL}' }))
  return {
    config,
    db,
    async end() {
      await dropSchemas(db, place)
      await db.close()
    },
  }
}
