import path from 'node:path'
import type { Config } from '../config/config.ts'
import { mayRead } from '../db/catalogue.ts'
import type { Database } from '../db/database.ts'
import { nameOf } from '../db/tables.ts'
import { Exit, UserError } from '../exit.ts'
import { type Permission, titleOf } from '../permissions/permission.ts'
import { may, type Person, personAt } from '../permissions/person.ts'
import { mayServe } from '../permissions/rights.ts'
import { auditRefusal, wasRefused } from '../runner/audit.ts'
import type { Invocation, World } from '../world.ts'
import { needsOf } from './needs.ts'

type Asked = Pick<World, 'command' | 'directory' | 'host'>

const HOUR = 3_600_000

/**
 * Lets whoever may do what was asked for on the command line go on.
 * @param db none where there is no database to ask or to write in yet
 * @throws UserError when the person may not
 */
export async function permitted(world: Asked, config: Config, db: Database | undefined): Promise<Person> {
  const { name, options, args } = invocation(world)
  const needs = needsOf(name, options, args)
  if (needs.length === 0) return anybody(world)
  if (needs[0] === 'service') {
    const service = anybody(world)
    if (await mayServe({ name: service.name, directory: world.directory }, config.permissions?.service))
      return service
    return refuse(world, config, db, service, 'service')
  }
  const person = await personAt(world, config, db)
  await insist(world, config, db, person, needs)
  return person
}

/**
 * Likewise for what is done to a database that may lack everything, the table of grants and the right to read it
 * among it: what that would say counts where it can be asked.
 */
export const permittedAt = async (world: Asked, config: Config, db: Database): Promise<Person> =>
  permitted(world, config, (await mayRead(db, nameOf('automation_grant'))) ? db : undefined)

/**
 * Lets a person go on who holds what is needed besides.
 * @throws UserError when something is missing
 */
export async function insist(
  world: Asked,
  config: Config,
  db: Database | undefined,
  person: Person,
  needs: Permission[],
): Promise<void> {
  const missing = needs.find((permission) => !may(person, permission))
  if (missing) await refuse(world, config, db, person, missing)
}

function invocation({ command }: Asked): Invocation {
  if (command) return command
  throw new Error('Nothing was asked for on the command line, so nobody can be asked whether he may.')
}

/** Where nothing hangs on who it is, nobody is asked. */
const anybody = ({ host }: Asked): Person => ({
  name: host.person,
  from: 'account',
  stated: false,
  held: new Map(),
})

async function refuse(
  world: Asked,
  config: Config,
  db: Database | undefined,
  person: Person,
  missing: Permission,
): Promise<never> {
  const { name } = invocation(world)
  const isRecorded = db && (await record(world, config, db, person, missing))
  const held = [...person.held.keys()].map((permission) => `"${titleOf(permission)}"`)
  const file = path.basename(config.file)
  const elsewhere = missing === 'service' ? '' : ', or in PARS by what the table automation_grant shows'
  throw new UserError(
    [
      `Not permitted: ${name} needs "${titleOf(missing)}".`,
      `You are taken for ${person.name}, ${fromWhere(person)}, who has ${held.join(' and ') || 'no permission'}.`,
      `It is granted in ${file}, under permissions.${missing}${elsewhere}.`,
      ...(db ? [isRecorded ? 'This is on record: pars-auto audit' : 'This could not be recorded.'] : []),
    ].join('\n'),
    Exit.notPermitted,
  )
}

/** What the name of a person was taken from, in words. */
export const fromWhere = ({ from }: Person): string =>
  from === 'login' ? 'by the login to the database' : 'the account that this runs under'

/** @returns whether it could be recorded: a refusal stands whatever becomes of its record. */
async function record(
  world: Asked,
  config: Config,
  db: Database,
  person: Person,
  missing: Permission,
): Promise<boolean> {
  const { name, args } = invocation(world)
  const here = { host: { ...world.host, person: person.name }, config }
  const detail = [`Needs "${titleOf(missing)}".`, ...harmless(args, config)].join(' ')
  try {
    const now = await db.now()
    // A scheduler under the wrong account asks every minute.
    if (missing === 'service' && (await wasRefused(db, here.host, name, now - HOUR))) return true
    await db.transaction((session) => auditRefusal(session, here, name, detail, now), { turn: 'record' })
    return true
  } catch {
    return false
  }
}

/** Of what was typed only what cannot be about a person: short numbers, and the ids of jobs. */
function harmless(args: string[], { jobs }: Config): string[] {
  const ids = new Set(jobs.map(({ id }) => id))
  const told = args.filter((one) => ids.has(one) || /^\d{1,9}$/.test(one))
  return told.length > 0 ? [`Asked for: ${told.join(', ')}.`] : []
}
