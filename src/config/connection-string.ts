import { MSSQL_SCHEMA, parse } from '@tediousjs/connection-string'
import type { DatabaseSection } from './database-place.ts'

/** What a connection string can say of a database: the same as the keys of the section `database`. */
export type Connection = Pick<
  DatabaseSection,
  | 'server'
  | 'port'
  | 'name'
  | 'user'
  | 'password'
  | 'domain'
  | 'azure'
  | 'encrypt'
  | 'trustServerCertificate'
  | 'multiSubnetFailover'
  | 'appName'
>

/** Settings of other drivers that mean nothing here, and may stand in a string that was copied from elsewhere. */
const IGNORED = [
  'persist security info',
  'pooling',
  'min pool size',
  'max pool size',
  'multipleactiveresultsets',
  'connection timeout',
  'packet size',
  'asynchronous processing',
  'enlist',
  'connectretrycount',
  'connectretryinterval',
  'workstation id',
]

/** Reads a connection string as SQL Server's own tools write it. Nothing in it is dropped without a word. */
export function readConnection(text: string): { settings?: Connection; trouble?: string } {
  let found: Record<string, string | number | boolean | undefined>
  let unknown: string[]
  try {
    const parsed = parse(text)
    found = parsed.toSchema(MSSQL_SCHEMA) as typeof found
    unknown = [...parsed.keys()].filter((key) => !KNOWN.has(key))
  } catch {
    return {
      trouble: 'it cannot be read: it is Key=Value;Key=Value, with braces around a value that has a ; in it',
    }
  }
  const [strange] = unknown
  if (strange) return { trouble: `${strange} is no setting of SQL Server` }
  const { authentication } = found
  if (authentication !== undefined && !/^sql ?password$/i.test(String(authentication)))
    return { trouble: "another authentication than SqlPassword has keys of its own: 'azure' or 'domain'" }
  if (found['integrated security'])
    return { trouble: 'a login as whoever runs the program is not possible: it needs a user and a password' }
  const other = Object.keys(found).find((key) => !(key in USED) && !IGNORED.includes(key))
  if (other) return { trouble: `the setting ${other} is not possible here` }
  return {
    settings: Object.fromEntries(Object.entries(USED).flatMap(([key, name]) => set(name, found[key]))),
  }
}

const USED: Record<string, keyof Connection | 'authentication'> = {
  'data source': 'server',
  'initial catalog': 'name',
  'user id': 'user',
  password: 'password',
  encrypt: 'encrypt',
  trustservercertificate: 'trustServerCertificate',
  multisubnetfailover: 'multiSubnetFailover',
  'application name': 'appName',
  authentication: 'authentication',
  'integrated security': 'authentication',
}

const KNOWN = new Set(
  Object.entries(MSSQL_SCHEMA).flatMap(([name, { aliases = [] }]: [string, { aliases?: string[] }]) =>
    [name, ...aliases].map((one) => one.toLowerCase()),
  ),
)

const set = (name: string, value: unknown): [string, unknown][] =>
  value === undefined || name === 'authentication' ? [] : [[name, value]]
