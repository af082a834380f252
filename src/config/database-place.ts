import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import type { DatabasePlace, SqlServerLogin } from '../db/database.ts'
import { type Connection, readConnection } from './connection-string.ts'
import type { databaseSection } from './database-section.ts'
import { beside } from './outgoing.ts'

export type DatabaseSection = Partial<z.output<typeof databaseSection>>

/** Milliseconds to get a connection. */
const CONNECT_TIMEOUT = 15_000

/**
 * Where the section says that the database is; undefined while something of it is wrong.
 * @param name of the section, for messages
 * @param isWritten whether the file has the key, though its secret may not be set where the config is only checked
 */
export function placeOf(
  section: DatabaseSection,
  config: string,
  name: string,
  isWritten: (key: string) => boolean,
): DatabasePlace | undefined {
  if (section.type === 'sqlite')
    return section.file ? { type: 'sqlite', file: beside(config, section.file) } : undefined
  if (section.type !== 'sqlserver') return undefined
  const said = section.connection === undefined ? { settings: section } : readConnection(section.connection)
  const unset = SECRETS.find((key) => isWritten(key) && section[key] === undefined)
  const settings: Connection = { ...said.settings, ...(unset ? { [unset]: '' } : {}) }
  const login = loginOf(settings) ?? (unset === 'connection' ? NOBODY : undefined)
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
    ...(unset ? { unset } : {}),
  }
}

const SECRETS = ['connection', 'password'] as const

const NOBODY: SqlServerLogin = { kind: 'sql', user: '', password: '' }

/** `HOST\INSTANCE`, `HOST,1433`, `tcp:HOST` or a bare name. */
export function hostOf(server: string, port?: number): { server: string; port?: number; instance?: string } {
  const [, host, instance, number] =
    /^(?:tcp:)?([^\\,]+)(?:\\([^,]+))?(?:,\s*(\d+))?$/i.exec(server.trim()) ?? []
  const name = host === '.' || host === '(local)' ? 'localhost' : (host ?? server)
  const its = port ?? (number ? Number(number) : undefined)
  return {
    server: name,
    ...(its ? { port: its } : {}),
    // The default instance is the one that has no name.
    ...(instance && !/^mssqlserver$/i.test(instance) ? { instance } : {}),
  }
}

/** Undefined where the keys do not go together. */
export function loginOf({ user, password, domain, azure }: Connection): SqlServerLogin | undefined {
  if (azure) return azureLogin(azure, user, password)
  if (user === undefined || password === undefined) return undefined
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
