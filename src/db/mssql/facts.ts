import type { Session } from '../database.ts'

/** What a server says of itself, of the database and of whoever asks. */
export interface ServerFacts {
  server: string
  /** Its version in numbers: 13.0.5026.0. */
  version: string
  level: string
  edition: string
  database: string
  compatibility: number
  collation: string
  isReadOnly: boolean
  /** Readers see rows as they were committed last, and wait for nobody. */
  readCommittedSnapshot: boolean
  snapshotIsolation: boolean
  /** The login, what it logged in as, and who it is in the database. */
  login: string
  originalLogin: string
  user: string
  /** How the connection is, where the login may see that. */
  connection?: { isEncrypted: boolean; transport: string; authentication: string | null }
}

export async function serverFacts(session: Session): Promise<ServerFacts> {
  const row = (await session.first<FactsRow>(session.sql.raw(FACTS)))!
  const connection =
    row.may_look === 1 ? await session.first<ConnectionRow>(session.sql.raw(CONNECTION)) : undefined
  return {
    server: row.server,
    version: row.version,
    level: row.level ?? '',
    edition: row.edition,
    database: row.database_name,
    compatibility: row.compatibility_level,
    collation: row.collation,
    isReadOnly: row.is_read_only === 1,
    readCommittedSnapshot: row.is_read_committed_snapshot_on === 1,
    snapshotIsolation: row.snapshot_isolation_state === 1,
    login: row.login,
    originalLogin: row.original_login,
    user: row.user_name,
    ...(connection
      ? {
          connection: {
            isEncrypted: connection.encrypt_option === 'TRUE',
            transport: connection.net_transport,
            authentication: connection.auth_scheme,
          },
        }
      : {}),
  }
}

interface FactsRow {
  server: string
  version: string
  level: string | null
  edition: string
  database_name: string
  compatibility_level: number
  collation: string
  is_read_only: number
  is_read_committed_snapshot_on: number
  snapshot_isolation_state: number
  login: string
  original_login: string
  user_name: string
  may_look: number | null
}

interface ConnectionRow {
  encrypt_option: string
  net_transport: string
  auth_scheme: string | null
}

const FACTS = `SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)) AS server,
  CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version,
  CAST(SERVERPROPERTY('ProductLevel') AS nvarchar(128)) AS level,
  CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
  DB_NAME() AS database_name, d.compatibility_level,
  CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128)) AS collation,
  d.is_read_only, d.is_read_committed_snapshot_on, d.snapshot_isolation_state,
  SUSER_SNAME() AS login, ORIGINAL_LOGIN() AS original_login, USER_NAME() AS user_name,
  HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') AS may_look
FROM sys.databases AS d
WHERE d.database_id = DB_ID()`

/** Only with VIEW SERVER STATE, which a service login has no need of (Microsoft, sys.dm_exec_connections). */
const CONNECTION = `SELECT encrypt_option, net_transport, auth_scheme
FROM sys.dm_exec_connections
WHERE session_id = @@SPID AND parent_connection_id IS NULL`
