import type { Grants } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { nameOf } from '../db/tables.ts'
import { lacksTable } from '../db/trouble.ts'
import { isSame } from './account-name.ts'
import type { Directory } from './directory.ts'
import { ofPeople, type Permission } from './permission.ts'

/** Whose word it is that somebody holds a permission; `setup`: it comes with that one. */
export type Grantor = 'config' | 'table' | 'setup'

/** What somebody holds, and whether anybody has said who may do what at all. */
export interface Rights {
  stated: boolean
  held: ReadonlyMap<Permission, Grantor>
}

/** A row of the table that a site maps from the permissions of PARS. */
export interface GrantRow {
  account: string
  permission: string
}

/**
 * What the table grants; nothing where a site has not mapped it. Few rows: those of the staff who may. They are compared
 * here, so that capitals make no difference whatever the collation.
 */
export async function grantRows(session: Session): Promise<GrantRow[]> {
  try {
    return await session.all<GrantRow>(
      session.sql(nameOf('automation_grant')).select('account', 'permission'),
    )
  } catch (error) {
    if (lacksTable(error)) return []
    throw error
  }
}

/** Whoever something is granted to or not: by a name, and by groups, where they are those of that name. */
export interface Holder {
  name: string
  directory?: Directory
}

/** What a person holds by the config and by the table together. */
export async function rightsOf(
  { name, directory }: Holder,
  grants: Grants | undefined,
  rows: GrantRow[],
): Promise<Rights> {
  const named = ofPeople.flatMap((permission) => grants?.[permission]?.groups ?? [])
  const groups = new Set(named.length > 0 ? await directory?.groupsAmong([...new Set(named)]) : [])
  const held = new Map<Permission, Grantor>()
  for (const permission of ofPeople) {
    const granted = grants?.[permission]
    if (
      granted?.accounts.some((account) => isSame(account, name)) ||
      granted?.groups.some((group) => groups.has(group))
    )
      held.set(permission, 'config')
    else if (rows.some((row) => row.permission.trim() === permission && isSame(row.account, name)))
      held.set(permission, 'table')
  }
  if (held.has('setup') && !held.has('access')) held.set('access', 'setup')
  return { stated: grants !== undefined || rows.length > 0, held }
}

/** Whether the scheduler may start this under an account. The domain and the groups are looked up only if it hangs on them. */
export async function mayServe({ name, directory }: Holder, service: Grants['service']): Promise<boolean> {
  if (!service) return true
  const { accounts, groups } = service
  if (accounts.some((account) => isSame(account, name))) return true
  const full = accounts.length > 0 ? await directory?.account() : undefined
  if (full !== undefined && accounts.some((account) => isSame(account, full))) return true
  return groups.length > 0 && ((await directory?.groupsAmong(groups)) ?? []).length > 0
}
