import { hasTable } from '../db/catalogue.ts'
import type { Database, DatabasePlace } from '../db/database.ts'
import { StatementFailed } from '../db/database.ts'
import { migrate, migrations, own, takeBack, version } from '../db/migrations/index.ts'
import { type Loss, lossesOf } from '../db/migrations/losses.ts'
import { downScript, upScript } from '../db/migrations/script.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { refuseWhilePaused } from '../runner/refused-login.ts'
import type { World } from '../world.ts'
import { permittedAt } from './gate.ts'
import type { CommonOptions } from './options.ts'
import { loggedIn, loginOf, usableConfig } from './school.ts'

interface MigrateOptions extends CommonOptions {
  down?: boolean
  to?: string
  yes?: boolean
  sql?: boolean
}

/** Brings the program's own tables up to date, or takes them back. No table of the school is touched. */
export async function migrateDatabase(world: World, options: MigrateOptions): Promise<ExitCode> {
  if (!options.down && (options.to !== undefined || options.yes))
    throw new UserError('--to and --yes belong to --down.', Exit.usage)
  const config = usableConfig(world, options)
  const to = options.to === undefined ? undefined : stepOf(options.to)
  if (options.sql) return printScript(world, config.database, options.down === true, to)
  refuseWhilePaused(loginOf(config, world))
  return loggedIn(world, config, async (db) => {
    const { name } = await permittedAt(world, config, db)
    const here = { host: { ...world.host, person: name }, config }
    return allowed(db, config.database, () =>
      options.down ? down(world, db, here, { to, isSure: options.yes === true }) : up(world, db, here),
    )
  })
}

function stepOf(text: string): number {
  const step = Number(text)
  if (/^\d+$/.test(text) && step < migrations.length) return step
  throw new UserError(
    `--to takes a step from 0, which is none of the tables, to ${migrations.length - 1}; "${text}" is none.`,
    Exit.usage,
  )
}

function printScript(
  world: World,
  place: DatabasePlace,
  isDown: boolean,
  to = migrations.length - 1,
): ExitCode {
  if (place.type === 'sqlite')
    throw new UserError(
      'The database of this config is a file, which pars-auto brings up to date itself.',
      Exit.usage,
    )
  world.out(isDown ? downScript(place, to) : upScript(place))
  return Exit.done
}

type Here = Parameters<typeof audit>[1]

/** Where there is a record of such things, before the tables or behind them. */
async function recorded(db: Database, here: Here, detail: string): Promise<void> {
  if (!(await hasTable(db, own('audit')))) return
  const now = await db.now()
  await db.transaction((session) => audit(session, here, 'db migrate', detail, now), { turn: 'record' })
}

async function up(world: World, db: Database, here: Here): Promise<ExitCode> {
  const done = await migrate(db)
  const step = await version(db)
  if (done.length > 0) await recorded(db, here, `Brought the tables of pars-auto to step ${step}.`)
  for (const { version: step, name } of done) world.out(`Step ${step} done: ${name}.\n`)
  if (step > migrations.length)
    world.out(
      `The tables are at step ${step}: a newer version of pars-auto has made them. This one knows ${migrations.length}.\n`,
    )
  else world.out(`The tables of pars-auto in ${db.place} are up to date (step ${step}).\n`)
  return Exit.done
}

async function down(
  world: World,
  db: Database,
  here: Here,
  { to: wanted, isSure }: { to: number | undefined; isSure: boolean },
): Promise<ExitCode> {
  const step = await version(db)
  if (step > migrations.length)
    throw new UserError(
      `The tables are at step ${step}: only the version of pars-auto that has made them knows how to take them back.`,
    )
  const to = wanted ?? Math.max(step - 1, 0)
  if (to >= step) {
    world.out(`The tables of pars-auto in ${db.place} are at step ${step} already.\n`)
    return Exit.done
  }
  if (!isSure) {
    const lost = lossText(await lossesOf(db, step, to), { db, from: step, to })
    world.out(`${lost}\nNothing was changed. To do it: --yes\n`)
    return Exit.usage
  }
  const undone = await takeBack(db, to)
  await recorded(db, here, `Took the tables of pars-auto back from step ${step} to ${to}.`)
  for (const one of undone) world.out(`Step ${one.version} taken back: ${one.name}.\n`)
  const next =
    db.dialect === 'sqlite'
      ? 'The next command makes them again, empty.'
      : 'Nothing runs until they are brought up to date: pars-auto db migrate'
  world.out(`The tables of pars-auto in ${db.place} are at step ${to}. ${next}\n`)
  return Exit.done
}

function lossText(losses: Loss[], { db, from, to }: { db: Database; from: number; to: number }): string {
  const lines = losses.map(({ table, rows, columns }) =>
    columns
      ? `  ${table}: the column${columns.length === 1 ? '' : 's'} ${columns.join(', ')}`
      : `  ${table}: the table, with ${rows!.toLocaleString('en-GB')} row${rows === 1 ? '' : 's'}`,
  )
  return [
    `To take the tables of pars-auto in ${db.place} back from step ${from} to step ${to} deletes:`,
    ...lines,
    'With them go the history of those runs, what is still on its way out, and what the jobs know of what they have',
    'done: they may do it again. What they have done to the tables of the school stays.',
  ].join('\n')
}

/** What a server objects to in statements that are as they should be is most often the login. */
async function allowed<T>(db: Database, place: DatabasePlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StatementFailed) || place.type === 'sqlite') throw error
    throw new UserError(
      `The tables in ${db.place} are as they were: ${error.message} (${error.number}). If it is that this login may not make or alter tables, this prints the T-SQL for somebody who may, to be run in the database ${place.database}: pars-auto db migrate --sql`,
    )
  }
}
