import type { Needs } from '../check/found.ts'
import type { TableName } from '../contract.ts'
import type { SqlServerPlace } from '../database.ts'
import { literal, quoted } from './quote.ts'

/**
 * T-SQL that gives a login the least rights that the jobs need: what they declare to read and to write, and the
 * program's own tables. No right to make or alter anything is among them, and none to look at the server.
 * @param login as CREATE USER takes it: of SQL Server, or `DOMAIN\name`
 * @param names the tables of the school that are there
 */
export function grantsScript(place: SqlServerPlace, needs: Needs, login: string, names: TableName[]): string {
  const { schema, ownSchema } = place
  const user = quoted(login)
  const grantTable = quoted(schema, 'automation_grant')
  return `${[
    HEAD,
    ...schoolGrants(place, needs, login, names),
    '-- Who may do what, where a view shows the permissions of PARS: read by the program itself.',
    `IF OBJECT_ID(${literal(grantTable)}) IS NOT NULL GRANT SELECT ON ${grantTable} TO ${user};`,
    '-- What pars-auto keeps for itself: its runs, and what is on its way out.',
    `GRANT ${WRITING} ON SCHEMA::${quoted(ownSchema)} TO ${user};`,
    'GO',
  ].join('\n')}\n`
}

/** Likewise for SIMS in a database of its own: the program keeps nothing of its own there. */
export const simsGrantsScript = (
  place: SqlServerPlace,
  needs: Needs,
  login: string,
  names: TableName[],
): string => `${[...schoolGrants(place, needs, login, names), 'GO'].join('\n')}\n`

function schoolGrants(place: SqlServerPlace, needs: Needs, login: string, names: TableName[]): string[] {
  const user = quoted(login)
  return [
    `-- Run it in the database ${place.database}, as somebody who may grant: a member of db_owner, for one.`,
    `IF USER_ID(${literal(login)}) IS NULL CREATE USER ${user} ${originOf(place, user)};`,
    'GO',
    ...names.flatMap((table) => {
      const need = needs.get(table)
      if (!need) return []
      const rights = need.isWritten ? WRITING : 'SELECT'
      return `GRANT ${rights} ON ${quoted(place.schema, table)} TO ${user}; -- ${need.jobs.join(', ')}`
    }),
  ]
}

const WRITING = 'SELECT, INSERT, UPDATE, DELETE'

const HEAD = `-- The least rights that pars-auto needs for the jobs that are switched on in its config.
-- Once more after each change of the jobs; what a job that is gone needed has to be revoked by hand.
-- A view or synonym that leads into another database wants a user for this login there, with the same rights on
-- what it leads to. A report that a person runs by hand may read more: it asks with the same login.
-- Making the tables of pars-auto and bringing them up to date is for another login: pars-auto db migrate --sql`

const originOf = ({ login }: SqlServerPlace, user: string) =>
  login.kind.startsWith('azure') ? 'FROM EXTERNAL PROVIDER' : `FOR LOGIN ${user}`
