import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { DatabasePlace, SqlServerLogin } from '../db/database.ts'
import { type Connection, readConnection } from './connection-string.ts'
import type { databaseSection } from './database-section.ts'
import { beside } from './outgoing.ts'
import { hostOf } from './server-name.ts'

export type DatabaseSection = Partial<z.output<typeof databaseSection>>

/** Milliseconds to get a connection. */
const CONNECT_TIMEOUT = 15_000

/** Milliseconds for a statement. */
const STATEMENT_TIMEOUT = 30_000

/** Milliseconds for one of a report, a dry run and the like: a year of a large school takes its time. */
const READ_TIMEOUT = 600_000

/**
 * Where the section says that the database is; undefined while something of it is wrong.
 * @param isWritten whether the file has the key, though its secret may not be set where the config is only checked
 * @param name of the section, for messages
 */
export function placeOf(
  section: DatabaseSection,
  config: string,
  isWritten: (...path: string[]) => boolean,
  name = 'database',
): DatabasePlace | undefined {
  if (section.type === 'sqlite')
    return section.file ? { type: 'sqlite', file: beside(config, section.file) } : undefined
  if (section.type !== 'sqlserver') return undefined
  const said = section.connection === undefined ? { settings: section } : readConnection(section.connection)
  const unset = unsetSecret(section, isWritten)
  const settings: Connection = { ...said.settings, ...(unset === 'password' ? { password: '' } : {}) }
  const login = loginOf(settings) ?? (unset && unset !== 'password' ? NOBODY : undefined)
  const certificate = section.certificate && readCertificate(beside(config, section.certificate))
  if (said.trouble || !login || certificate === null) return undefined
  if (unset !== 'connection' && !(settings.server && settings.name)) return undefined
  return {
    type: 'sqlserver',
    section: name,
    ...hostOf(settings.server ?? '', settings.port),
    database: settings.name ?? '',
    schema: section.schema ?? 'school',
    ownSchema: section.ownSchema ?? 'pars_auto',
    login,
    encrypt: settings.encrypt ?? true,
    trustServerCertificate: settings.trustServerCertificate ?? false,
    ...(certificate ? { certificate } : {}),
    multiSubnetFailover: settings.multiSubnetFailover ?? false,
    appName: settings.appName ?? 'pars-auto',
    connectTimeout: CONNECT_TIMEOUT,
    statementTimeout: STATEMENT_TIMEOUT,
    readTimeout: READ_TIMEOUT,
    ...(unset ? { unset } : {}),
  }
}

/** The key of a secret that the file has, and whose value is not at hand. */
function unsetSecret(
  { connection, password, azure }: DatabaseSection,
  isWritten: (...path: string[]) => boolean,
): string | undefined {
  if (connection === undefined && isWritten('connection')) return 'connection'
  if (password === undefined && isWritten('password')) return 'password'
  // Without its secret the application would be taken for the managed identity of the host.
  return azure?.clientSecret === undefined && isWritten('azure', 'clientSecret')
    ? 'azure.clientSecret'
    : undefined
}

const NOBODY: SqlServerLogin = { kind: 'sql', user: '', password: '' }

/** Undefined where the keys do not go together. */
export function loginOf({ user, password, domain, azure }: Connection): SqlServerLogin | undefined {
  if (azure) return azureLogin(azure, user, password)
  if (!user || password === undefined) return undefined
  const [, before, name] = /^([^\\]+)\\(.+)$/.exec(user) ?? []
  if (domain ?? before) return { kind: 'domain', domain: (domain ?? before)!, user: name ?? user, password }
  return { kind: 'sql', user, password }
}

function azureLogin(
  { tenantId, clientId, clientSecret }: NonNullable<DatabaseSection['azure']>,
  user: string | undefined,
  password: string | undefined,
): SqlServerLogin | undefined {
  if (clientSecret !== undefined)
    return clientId && tenantId ? { kind: 'azure-app', clientId, clientSecret, tenantId } : undefined
  if (user !== undefined || password !== undefined)
    return user && password && clientId && tenantId
      ? { kind: 'azure-password', user, password, clientId, tenantId }
      : undefined
  return { kind: 'azure-managed', ...(clientId ? { clientId } : {}) }
}

/** Null when it cannot be read. */
export function readCertificate(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
