import type { DatabasePlace } from '../../db/database.ts'
import { readConnection } from '../connection-string.ts'
import { type DatabaseSection, loginOf, placeOf, readCertificate } from '../database-place.ts'
import type { Draft } from '../draft.ts'
import { beside } from '../outgoing.ts'
import { nameOf, type Path } from '../problem.ts'
import { either, quote } from '../quote.ts'
import { serverTrouble } from '../server-name.ts'
import { at } from '../tree.ts'
import type { Complaint, Rule } from './rule.ts'

/** A place of the config that says where a database is. */
interface Written {
  path: Path
  /** What could be read of it. */
  section: DatabaseSection
  isWritten(...key: string[]): boolean
}

/** That of the school, that of SIMS, and those that jobs have of their own. */
function writtenIn({ root, databaseSection, simsSection, jobs }: Draft): Written[] {
  const written = (path: Path, section: DatabaseSection): Written => ({
    path,
    section,
    isWritten: (...key) => at(root, [...path, ...key]) !== undefined,
  })
  return [
    written(['database'], databaseSection),
    ...(at(root, ['sims']) ? [written(['sims'], simsSection)] : []),
    ...jobs.flatMap(({ path, params }) =>
      params?.database ? [written([...path, 'database'], params.database)] : [],
    ),
  ]
}

/** A rule about one of them is one about each. */
const ofEach = (check: (one: Written, draft: Draft) => Iterable<Complaint>): Pick<Rule, 'check'> => ({
  *check(draft) {
    for (const one of writtenIn(draft)) yield* check(one, draft)
  },
})

/** Keys that a connection string says in its own words. */
const IN_CONNECTION = [
  'server',
  'port',
  'name',
  'user',
  'password',
  'domain',
  'azure',
  'encrypt',
  'trustServerCertificate',
  'multiSubnetFailover',
  'appName',
] as const

const FOR_SQL_SERVER = [...IN_CONNECTION, 'connection', 'schema', 'ownSchema', 'certificate'] as const

export const databaseKeys: Rule = {
  name: 'database-keys',
  about:
    'An embedded database is a file; one of SQL Server is a server, a name and a login, or a connection string.',
  severity: 'error',
  ...ofEach(function* ({ path, section, isWritten }) {
    const { type } = section
    const isElsewhere = path[0] !== 'database'
    // Elsewhere there is no such key at all.
    const ofServer = FOR_SQL_SERVER.filter((key) => !(isElsewhere && key === 'ownSchema'))
    const foreign = type === 'sqlite' ? ofServer : type === 'sqlserver' ? (['file'] as const) : []
    for (const key of foreign.filter((key) => isWritten(key))) {
      const other = type === 'sqlite' ? 'sqlserver' : 'sqlite'
      const message = `${quote(key)} is for a database of type ${other}, and this one is of type ${type}`
      yield { path: [...path, key], on: 'key', message, hint: 'delete it, or change the type' }
    }
    const needed = neededBy(section, isWritten)
    for (const key of needed.filter((key) => !isWritten(key)))
      yield {
        path,
        on: 'key',
        message: `${quote(key)} is missing: ${NEEDS[key]}`,
        hint: EXAMPLES[key],
      }
    const { server } = section
    const trouble = type === 'sqlserver' && server !== undefined ? serverTrouble(server) : undefined
    if (trouble) yield { path: [...path, 'server'], message: trouble }
  }),
}

const neededBy = ({ type }: DatabaseSection, isWritten: Written['isWritten']): (keyof typeof NEEDS)[] => {
  if (type === 'sqlite') return ['file']
  return type === 'sqlserver' && !isWritten('connection') ? ['server', 'name'] : []
}

const NEEDS = {
  file: 'it says where the embedded database is',
  server: 'it says which SQL Server it is',
  name: 'it says which of its databases it is',
}

const EXAMPLES = {
  file: "add 'file: school.db'",
  server: "add 'server: SIMSSRV\\SIMS2012' or the like, or a 'connection' string instead",
  name: "add 'name: SIMS' or the like",
}

export const databaseConnection: Rule = {
  name: 'database-connection',
  about:
    'A connection string says all that the keys beside it would say, and nothing that means nothing here.',
  severity: 'error',
  ...ofEach(function* ({ path, section: { connection, type }, isWritten }) {
    if (type !== 'sqlserver' || !isWritten('connection')) return
    for (const key of IN_CONNECTION.filter((key) => isWritten(key))) {
      const message = `${quote(key)} stands beside 'connection', which says that already`
      yield { path: [...path, key], on: 'key', message, hint: 'delete one of the two' }
    }
    if (connection === undefined) return
    const { settings, trouble } = readConnection(connection)
    const missing =
      settings && ([!settings.server && 'Server', !settings.name && 'Database'].filter(Boolean) as string[])
    const why = trouble ?? (missing?.length ? `it does not say ${either(missing)}` : undefined)
    const noLogin = !why && settings && !loginOf(settings) ? 'it has no User Id, or no Password' : undefined
    if (why ?? noLogin) {
      const message = `the connection string cannot be used: ${why ?? noLogin}`
      yield { path: [...path, 'connection'], message, hint: 'Server=…;Database=…;User Id=…;Password=…' }
    }
  }),
}

export const databaseLogin: Rule = {
  name: 'database-login',
  about: 'A login at SQL Server is a user with a password, or what azure says.',
  severity: 'error',
  ...ofEach(function* ({ path, section, isWritten }) {
    if (section.type !== 'sqlserver' || isWritten('connection')) return
    const { user, azure } = section
    const hasPassword = isWritten('password')
    const secret = hasPassword ? { password: section.password ?? '' } : {}
    if (loginOf({ ...section, ...secret })) return
    if (azure) {
      const message = "the login by 'azure' is not whole"
      const hint =
        'an application has tenantId, clientId and clientSecret; a person tenantId, clientId, user and password; a managed identity none of them'
      yield { path: [...path, 'azure'], on: 'key', message, hint }
    } else if (user === undefined) {
      const message = hasPassword
        ? "there is a 'password', but no 'user' that it belongs to"
        : `${quote(nameOf(path))} does not say who logs in: 'user' and 'password' are missing`
      const hint = 'a login of SQL Server; or with domain one of Windows; or azure'
      yield { path: hasPassword ? [...path, 'password'] : path, on: 'key', message, hint }
    } else
      yield {
        path: [...path, 'user'],
        message: "there is a 'user', but no 'password'",
        hint: 'add password: ${PARS_DB_PASSWORD}, and set that in the environment or in the file that envFile names',
      }
  }),
}

export const databaseEncryption: Rule = {
  name: 'database-encryption',
  about: 'What goes to another machine without encryption can be read on the way, the password too.',
  severity: 'warning',
  ...ofEach(function* ({ path, section, isWritten }, { file }) {
    const place = placeOf(section, file, isWritten)
    if (place?.type !== 'sqlserver' || place.encrypt || isLocal(place.server)) return
    yield {
      path,
      on: 'key',
      message: 'what goes to SQL Server and comes from it is not encrypted, names and the password among it',
      hint: 'delete encrypt: false; with a certificate that nobody signed write trustServerCertificate: true',
    }
  }),
}

const isLocal = (server: string) => /^(localhost|127\.|::1$)/i.test(server)

export const databaseCertificate: Rule = {
  name: 'database-certificate',
  about: 'The certificate is a PEM file that can be read.',
  severity: 'error',
  ...ofEach(function* ({ path: base, section: { certificate, trustServerCertificate } }, { file }) {
    if (certificate === undefined) return
    const path = [...base, 'certificate']
    const text = readCertificate(beside(file, certificate))
    if (text === null || !text.includes('-----BEGIN CERTIFICATE-----')) {
      const message =
        text === null ? 'the certificate cannot be read' : 'this file is no certificate in PEM form'
      yield { path, message, hint: "export it as 'Base-64 encoded X.509', which is the same" }
    } else if (trustServerCertificate) {
      const message = "'certificate' is not looked at while trustServerCertificate is true"
      yield { path, on: 'key', message, hint: 'delete one of the two' }
    }
  }),
}

export const simsPlace: Rule = {
  name: 'sims-place',
  about: 'SIMS has a section of its own only where it is in another database than the rest.',
  severity: 'error',
  *check({ database, sims }) {
    if (!database || !sims || !isSame(database, sims.place)) return
    yield {
      path: ['sims'],
      on: 'key',
      message: "'sims' is the same database as 'database'",
      hint: 'delete the section: without it SIMS is in the database of the school',
    }
  },
}

/** Two ways to write one server may go unnoticed. */
function isSame(one: DatabasePlace, other: DatabasePlace): boolean {
  if (one.type === 'sqlite') return other.type === 'sqlite' && one.file === other.file
  return (
    other.type === 'sqlserver' &&
    [one.server, one.instance, one.port, one.database, one.schema].join().toLowerCase() ===
      [other.server, other.instance, other.port, other.database, other.schema].join().toLowerCase()
  )
}
