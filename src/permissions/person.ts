import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import type { Host } from '../runner/host.ts'
import { isSame } from './account-name.ts'
import type { Directory } from './directory.ts'
import type { Permission } from './permission.ts'
import { grantRows, type Rights, rightsOf } from './rights.ts'

/** Whoever asks for something. */
export interface Person extends Rights {
  /** `RIVERSIDE\j.smith`, or `j.smith` where there are no domains. */
  name: string
  /** What the name was taken from: the login to the database, or the account of the operating system. */
  from: 'login' | 'account'
}

/**
 * Who is at it, and what that person holds. Without a database the config alone says so.
 * @param directory what the system knows of the account
 */
export async function personAt(
  { host, directory }: { host: Host; directory: Directory },
  config: Pick<Config, 'permissions'>,
  db?: Database,
): Promise<Person> {
  const rows = db ? await grantRows(db) : []
  const login = await db?.login?.()
  if (login !== undefined && isPersonal(login, config)) {
    // The groups are those of another account.
    return { name: login, from: 'login', ...(await rightsOf({ name: login }, config.permissions, rows)) }
  }
  const name = (await directory.account()) ?? host.person
  return { name, from: 'account', ...(await rightsOf({ name, directory }, config.permissions, rows)) }
}

/** Where everybody comes with the login of the service, it says nothing about who somebody is. */
const isPersonal = (login: string, { permissions }: Pick<Config, 'permissions'>): boolean =>
  !permissions?.service?.accounts.some((account) => isSame(account, login))

/** Whether somebody may do what needs a permission. While nobody has said anything, everybody may. */
export const may = ({ stated, held }: Rights, permission: Permission): boolean =>
  !stated || held.has(permission)

/**
 * Whether what is shown beside other things may be about people by name. Only to whom it was granted: while nobody has
 * said anything, lists are what somebody else may see over a shoulder or in a log.
 */
export const seesPersonal = ({ held }: Rights): boolean => held.has('personal')
