import { statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Config } from '../config/config.ts'
import { type Checked, check, type Report } from '../db/check/check.ts'
import type { Database, DatabasePlace } from '../db/database.ts'
import { type ServerFacts, serverFacts } from '../db/mssql/facts.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { tablesNeeded } from '../jobs/needs.ts'
import { liftPause } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { ownTablesText } from './db-check.ts'
import { asJson, paint, wrapped } from './display.ts'
import { permittedAt } from './gate.ts'
import type { CommonOptions } from './options.ts'
import { loggedIn, usableConfig } from './school.ts'

/** How long each step took, in milliseconds. */
interface Steps {
  connect: number
  answer: number
  look: number
}

interface Ping {
  place: string
  /** None of an embedded database. */
  server?: ServerFacts
  /** Bytes of an embedded one. */
  size?: number
  /** The database's clock minus the host's, in milliseconds. */
  clock: number
  report: Report
  steps: Steps
}

/** Says which database it reached, as whom, with which rights, and how quickly. */
export async function ping(world: World, options: CommonOptions): Promise<ExitCode> {
  const config = usableConfig(world, options)
  // A person wants to know, whatever became of the last login.
  liftPause(config.file)
  const started = performance.now()
  const found = await loggedIn(world, config, async (db) => {
    const connected = performance.now()
    await permittedAt(world, config, db)
    return lookAround(world, config, db, connected - started)
  })
  if (options.json) world.out(asJson(forPrograms(found)))
  else world.out(`${linesOf(world, config.database, found).join('\n')}\n`)
  return Exit.done
}

async function lookAround(world: World, config: Config, db: Database, connect: number): Promise<Ping> {
  const { database: place } = config
  const asked = performance.now()
  const before = world.clock()
  const clock = (await db.now()) - (before + world.clock()) / 2
  const answered = performance.now()
  const server = place.type === 'sqlserver' ? await serverFacts(db) : undefined
  const report = await check(db, place, tablesNeeded(config.jobs))
  const steps = {
    connect,
    answer: answered - asked,
    look: performance.now() - answered,
  }
  return {
    place: db.place,
    ...(server ? { server } : {}),
    ...(place.type === 'sqlite' ? { size: statSync(place.file).size } : {}),
    clock: Math.round(clock),
    report,
    steps,
  }
}

function forPrograms({ report, steps, ...rest }: Ping) {
  return {
    ...rest,
    ownTables: report.steps,
    rights: Object.fromEntries([...report.school, ...report.own].map(({ table, rights }) => [table, rights])),
    milliseconds: Object.fromEntries(
      Object.entries(steps).map(([step, took]) => [step, Math.round(took * 10) / 10]),
    ),
  }
}

function linesOf(world: World, place: DatabasePlace, found: Ping): string[] {
  const { server, report, steps, clock } = found
  const facts: [string, string][] = [
    ['Database', found.place],
    ...(server ? serverLines(place, server) : [['Size', megabytes(found.size!)] as [string, string]]),
    ['Clock', clockText(clock)],
    ['Own tables', ownTablesText(report)],
    ...(server ? rightsLines(report) : []),
    [
      'Took',
      `connecting ${ms(steps.connect)}, answering ${ms(steps.answer)}, looking around ${ms(steps.look)}`,
    ],
  ]
  return facts.flatMap(([name, text]) =>
    wrapped(text, Math.max(world.columns, 60) - WIDTH - 1).map(
      (line, at) => `${paint(world).dim((at === 0 ? name : '').padEnd(WIDTH))} ${line}`,
    ),
  )
}

const WIDTH = 12

function serverLines(place: DatabasePlace, server: ServerFacts): [string, string][] {
  const { version, level, edition, compatibility, collation, login, originalLogin, user, connection } = server
  const isOld = Number.parseInt(version, 10) < SQL_SERVER_2016
  const asked = place.type === 'sqlserver' && place.encrypt
  const encrypted = connection?.isEncrypted ?? asked
  const by = connection?.authentication ? `, by ${connection.authentication}` : ''
  const whose = originalLogin === login ? '' : `, logged in as ${originalLogin}`
  return [
    ['Server', `${server.server}, SQL Server ${version} ${level}, ${edition}`.replace(/ +/g, ' ')],
    ...(isOld
      ? [['', 'This is older than SQL Server 2016, with which nobody has tried it.'] as [string, string]]
      : []),
    [
      '',
      `compatibility level ${compatibility}, collation ${collation}${server.isReadOnly ? ', read only' : ''}`,
    ],
    ['Encrypted', encrypted ? 'yes' : 'no: names and the password can be read on the way'],
    ['Login', `${login}${by}${whose}; in the database ${user}`],
    ['Row versions', versionsText(server)],
  ]
}

/** 13 is SQL Server 2016 (Microsoft, "SQL Server complete version list"). */
const SQL_SERVER_2016 = 13

function versionsText({ readCommittedSnapshot, snapshotIsolation }: ServerFacts): string {
  const onOff = (isOn: boolean) => (isOn ? 'on' : 'off')
  const told = `READ_COMMITTED_SNAPSHOT ${onOff(readCommittedSnapshot)}, snapshot isolation ${onOff(snapshotIsolation)}`
  return snapshotIsolation ? told : `${told}: a report may see what changes while it is made`
}

/** The tables with the same rights together. */
function rightsLines({ school, own }: Report): [string, string][] {
  const rightsOf = ({ rights, at }: Checked) =>
    !at ? 'not there' : rights.length === 0 ? 'nothing' : rights.join(', ').toLowerCase()
  const byRights = new Map<string, string[]>()
  const [first] = own
  const areAlike = first && own.every((one) => rightsOf(one) === rightsOf(first))
  for (const one of areAlike ? [...school, { ...first, table: 'those of pars-auto' }] : [...school, ...own])
    byRights.set(rightsOf(one), [...(byRights.get(rightsOf(one)) ?? []), one.table])
  return [...byRights].map(([rights, tables], at) => [
    at === 0 ? 'Rights' : '',
    `${rights}: ${tables.join(', ')}`,
  ])
}

function clockText(clock: number): string {
  if (Math.abs(clock) < 1000) return 'agrees with that of this host'
  const apart = `${(Math.abs(clock) / 1000).toFixed(1)} s`
  return clock > 0 ? `${apart} ahead of that of this host` : `${apart} behind that of this host`
}

const ms = (took: number) => `${took < 10 ? took.toFixed(1) : Math.round(took)} ms`
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
