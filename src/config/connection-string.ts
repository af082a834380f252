import type { DatabaseSection } from './database-place.ts'
import { quote } from './quote.ts'
import { serverTrouble } from './server-name.ts'

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

/** What becomes of a setting: its value in ours, or why it cannot be had. */
type Reading = (value: string) => Connection | string

const text =
  (key: 'server' | 'name' | 'user' | 'password' | 'appName'): Reading =>
  (value) => ({ [key]: value })

const yesOrNo =
  (key: 'encrypt' | 'trustServerCertificate' | 'multiSubnetFailover', words = YES_NO): Reading =>
  (value) => {
    const said = words[value.toLowerCase()]
    return said === undefined ? 'is yes or no' : { [key]: said }
  }

const YES_NO: Record<string, boolean> = { true: true, yes: true, false: false, no: false }

/** Means nothing here, and may stand in a string that was copied from another program. */
const ignored: Reading = () => ({})

const unless =
  (harmless: RegExp, why: string): Reading =>
  (value) =>
    harmless.test(value.trim()) ? {} : why

const encrypted: Reading = (value) =>
  /^strict$/i.test(value)
    ? 'Strict is not possible here: Mandatory is'
    : yesOrNo('encrypt', { ...YES_NO, mandatory: true, optional: false })(value)

const person = unless(
  /^(false|no)$/i,
  'asks for a login as whoever runs the program, which is not possible: write User Id and Password',
)

/**
 * The settings that SQL Server's own tools write, in lower case and without the spaces, which not all of them put
 * (Microsoft: SqlConnection.ConnectionString, and for ODBC "DSN and connection string keywords and attributes").
 */
const SETTINGS: Record<string, Reading> = {
  ...each(['server', 'datasource', 'address', 'addr', 'networkaddress'], text('server')),
  ...each(['database', 'initialcatalog'], text('name')),
  ...each(['userid', 'uid', 'user'], text('user')),
  ...each(['password', 'pwd'], text('password')),
  ...each(['applicationname', 'app'], text('appName')),
  encrypt: encrypted,
  trustservercertificate: yesOrNo('trustServerCertificate'),
  multisubnetfailover: yesOrNo('multiSubnetFailover'),
  ...each(['integratedsecurity', 'trusted_connection'], person),
  authentication: unless(
    /^(sql ?password|not ?specified)$/i,
    'other than SqlPassword is said by keys of the config instead of a string: azure, or domain',
  ),
  applicationintent: unless(/^readwrite$/i, 'ReadOnly is not possible: the jobs write'),
  columnencryptionsetting: unless(/^disabled$/i, 'is not possible here'),
  networklibrary: unless(/^dbmssocn$/i, 'is not possible here: only TCP/IP is'),
  userinstance: unless(/^(false|no)$/i, 'is not possible here'),
  ...each(
    ['failoverpartner', 'attachdbfilename', 'initialfilename', 'extendedproperties', 'dsn', 'filedsn'],
    () => 'is not possible here',
  ),
  hostnameincertificate: () => 'is not possible here: write Server as it stands in the certificate',
  ...each(
    [
      ...['driver', 'provider', 'persistsecurityinfo', 'pooling', 'minpoolsize', 'maxpoolsize', 'packetsize'],
      ...['multipleactiveresultsets', 'mars_connection', 'connectiontimeout', 'connecttimeout', 'timeout'],
      ...['commandtimeout', 'connectionlifetime', 'loadbalancetimeout', 'asynchronousprocessing', 'async'],
      ...['enlist', 'connectretrycount', 'connectretryinterval', 'workstationid', 'wsid', 'currentlanguage'],
      ...['language', 'poolblockingperiod', 'replication', 'transactionbinding', 'typesystemversion'],
      ...['transparentnetworkipresolution', 'ipaddresspreference'],
    ],
    ignored,
  ),
}

function each(names: string[], reading: Reading): Record<string, Reading> {
  return Object.fromEntries(names.map((name) => [name, reading]))
}

/** Reads a connection string as SQL Server's own tools write it. Nothing in it is dropped without a word. */
export function readConnection(text: string): { settings?: Connection; trouble?: string } {
  const pairs = pairsOf(text)
  if (!pairs) return { trouble: `it cannot be read: it is Key=Value;Key=Value, with ${IN_BRACES}` }
  const settings: Connection = {}
  let before = ''
  for (const { name, value } of pairs) {
    const key = name.toLowerCase().replaceAll(' ', '')
    const reading = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined
    // What looks like a setting behind a password may be the rest of the password.
    if (!reading) return { trouble: isPassword(before) ? TORN : `${quote(name)} is no setting of SQL Server` }
    const read = reading(value)
    if (typeof read === 'string') return { trouble: `${name} ${read}` }
    Object.assign(settings, read)
    before = key
  }
  const where = settings.server === undefined ? undefined : serverTrouble(settings.server)
  return where ? { trouble: where } : { settings }
}

const isPassword = (key: string) => SETTINGS[key] === SETTINGS.password

const IN_BRACES = 'braces around a value that has a ; in it'
const TORN = `what stands behind the password is no setting: put ${IN_BRACES}`

/**
 * One `Key=Value`, its value plain, or in quotes or braces that are written twice within it; `==` in a key is one.
 * Several semicolons are as good as one.
 */
const PAIR =
  /\s*(?:;|((?:[^=;]|==)+?)\s*=(?!=)\s*(?:\{((?:[^}]|\}\})*)\}|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^;{"'\s][^;]*?|))\s*(?:;|$))/y

/** Undefined where it cannot be read as a whole. */
function pairsOf(text: string): { name: string; value: string }[] | undefined {
  const pairs: { name: string; value: string }[] = []
  const pair = new RegExp(PAIR)
  while (pair.lastIndex < text.trimEnd().length) {
    const found = pair.exec(text)
    if (!found) return undefined
    const [, name, braces, double, single, plain] = found
    if (name === undefined) continue
    const value =
      plain ?? braces?.replaceAll('}}', '}') ?? double?.replaceAll('""', '"') ?? single!.replaceAll("''", "'")
    pairs.push({ name: name.trim().replaceAll('==', '='), value })
  }
  return pairs
}
