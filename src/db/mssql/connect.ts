import { isIP } from 'node:net'
import type sql from 'mssql'
import type { SqlServerLogin, SqlServerPlace } from '../database.ts'
import { Pool } from './pool.ts'
import { whyNoConnection } from './trouble.ts'

/**
 * @throws DatabaseUnreachable
 * @throws LoginRefused
 */
export async function connect(place: SqlServerPlace): Promise<sql.ConnectionPool> {
  const pool = new Pool(settingsOf(place), place.statementTimeout)
  // A connection that breaks while nobody uses it is noticed by the next who wants one.
  pool.on('error', () => {})
  try {
    return await pool.connect()
  } catch (error) {
    throw whyNoConnection(error, {
      server: addressOf(place),
      database: place.database,
      user: userOf(place.login),
      section: place.section ?? 'database',
    })
  }
}

/** `SIMSSRV\\SIMS2012` or `SIMSSRV:1433`, for messages. */
export const addressOf = ({ server, instance, port }: SqlServerPlace): string =>
  instance && !port ? `${server}\\${instance}` : `${server}:${port ?? 1433}`

function userOf(login: SqlServerLogin): string {
  switch (login.kind) {
    case 'domain':
      return `${login.domain}\\${login.user}`
    case 'azure-app':
    case 'azure-managed':
      return login.clientId ?? 'the managed identity'
    default:
      return login.user
  }
}

function settingsOf(place: SqlServerPlace): sql.config {
  const { server, port, instance, database, login, encrypt, trustServerCertificate, certificate } = place
  return {
    server,
    ...(port ? { port } : {}),
    database,
    ...authentication(login),
    connectionTimeout: place.connectTimeout,
    requestTimeout: place.statementTimeout,
    // Looks at the socket, and asks the server nothing.
    validateConnection: 'socket',
    // One for the work, one for the proof of life beside it, one for a look in between.
    pool: { max: 3, min: 0, idleTimeoutMillis: 60_000 },
    options: {
      encrypt,
      trustServerCertificate,
      ...(certificate ? { cryptoCredentialsDetails: { ca: certificate } } : {}),
      ...(instance && !port ? { instanceName: instance } : {}),
      // An address is no name to ask for, and nobody looks at the name in a certificate that is taken as it is.
      ...(trustServerCertificate && isIP(server) ? { serverName: 'sql-server' } : {}),
      multiSubnetFailover: place.multiSubnetFailover,
      appName: place.appName,
      useUTC: true,
      cancelTimeout: 1000,
      // The language that a login has by default decides how dates are read: ours are the same everywhere.
      language: 'us_english',
      dateFormat: 'mdy',
      abortTransactionOnError: true,
      enableArithAbort: true,
    },
  } as sql.config
}

function authentication(login: SqlServerLogin): Partial<sql.config> {
  switch (login.kind) {
    case 'sql':
      return { user: login.user, password: login.password }
    case 'domain':
      return { user: login.user, password: login.password, domain: login.domain }
    case 'azure-password': {
      const { user: userName, password, clientId, tenantId } = login
      return {
        authentication: {
          type: 'azure-active-directory-password',
          options: { userName, password, clientId, tenantId },
        },
      }
    }
    case 'azure-app': {
      const { clientId, clientSecret, tenantId } = login
      return {
        authentication: {
          type: 'azure-active-directory-service-principal-secret',
          options: { clientId, clientSecret, tenantId },
        },
      }
    }
    case 'azure-managed': {
      const options = login.clientId ? { clientId: login.clientId } : {}
      return { authentication: { type: 'azure-active-directory-msi-vm', options } as never }
    }
  }
}
