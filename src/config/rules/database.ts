import { readConnection } from '../connection-string.ts'
import { type DatabaseSection, loginOf, readCertificate } from '../database-place.ts'
import type { Draft } from '../draft.ts'
import { beside } from '../outgoing.ts'
import { either, quote } from '../quote.ts'
import { serverTrouble } from '../server-name.ts'
import { at } from '../tree.ts'
import type { Rule } from './rule.ts'

const isWritten = ({ root }: Draft, key: string) => at(root, ['database', key]) !== undefined

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
  *check(draft) {
    const { type } = draft.databaseSection
    const foreign = type === 'sqlite' ? FOR_SQL_SERVER : type === 'sqlserver' ? (['file'] as const) : []
    for (const key of foreign.filter((key) => isWritten(draft, key))) {
      const other = type === 'sqlite' ? 'sqlserver' : 'sqlite'
      const message = `${quote(key)} is for a database of type ${other}, and this one is of type ${type}`
      yield { path: ['database', key], on: 'key', message, hint: 'delete it, or change the type' }
    }
    const needed = neededBy(draft.databaseSection, draft)
    for (const key of needed.filter((key) => !isWritten(draft, key)))
      yield {
        path: ['database'],
        on: 'key',
        message: `${quote(key)} is missing: ${NEEDS[key]}`,
        hint: EXAMPLES[key],
      }
    const { server } = draft.databaseSection
    const trouble = type === 'sqlserver' && server !== undefined ? serverTrouble(server) : undefined
    if (trouble) yield { path: ['database', 'server'], message: trouble }
  },
}

const neededBy = ({ type }: DatabaseSection, draft: Draft): (keyof typeof NEEDS)[] => {
  if (type === 'sqlite') return ['file']
  return type === 'sqlserver' && !isWritten(draft, 'connection') ? ['server', 'name'] : []
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
  *check(draft) {
    const { connection, type } = draft.databaseSection
    if (type !== 'sqlserver' || !isWritten(draft, 'connection')) return
    for (const key of IN_CONNECTION.filter((key) => isWritten(draft, key))) {
      const message = `${quote(key)} stands beside 'connection', which says that already`
      yield { path: ['database', key], on: 'key', message, hint: 'delete one of the two' }
    }
    if (connection === undefined) return
    const { settings, trouble } = readConnection(connection)
    const missing =
      settings && ([!settings.server && 'Server', !settings.name && 'Database'].filter(Boolean) as string[])
    const why = trouble ?? (missing?.length ? `it does not say ${either(missing)}` : undefined)
    const noLogin = !why && settings && !loginOf(settings) ? 'it has no User Id, or no Password' : undefined
    if (why ?? noLogin) {
      const message = `the connection string cannot be used: ${why ?? noLogin}`
      yield { path: ['database', 'connection'], message, hint: 'Server=…;Database=…;User Id=…;Password=…' }
    }
  },
}

export const databaseLogin: Rule = {
  name: 'database-login',
  about: 'A login at SQL Server is a user with a password, or what azure says.',
  severity: 'error',
  *check(draft) {
    const section = draft.databaseSection
    if (section.type !== 'sqlserver' || isWritten(draft, 'connection')) return
    const { user, azure } = section
    const hasPassword = isWritten(draft, 'password')
    const secret = hasPassword ? { password: section.password ?? '' } : {}
    if (loginOf({ ...section, ...secret })) return
    if (azure) {
      const message = "the login by 'azure' is not whole"
      const hint =
        'an application has tenantId, clientId and clientSecret; a person tenantId, clientId, user and password; a managed identity none of them'
      yield { path: ['database', 'azure'], on: 'key', message, hint }
    } else if (user === undefined) {
      const message = hasPassword
        ? "there is a 'password', but no 'user' that it belongs to"
        : "'database' does not say who logs in: 'user' and 'password' are missing"
      const hint = 'a login of SQL Server; or with domain one of Windows; or azure'
      yield { path: hasPassword ? ['database', 'password'] : ['database'], on: 'key', message, hint }
    } else
      yield {
        path: ['database', 'user'],
        message: "there is a 'user', but no 'password'",
        hint: 'add password: ${PARS_DB_PASSWORD}, and set that in the environment or in the file that envFile names',
      }
  },
}

export const databaseEncryption: Rule = {
  name: 'database-encryption',
  about: 'What goes to another machine without encryption can be read on the way, the password too.',
  severity: 'warning',
  *check({ database }) {
    if (database?.type !== 'sqlserver' || database.encrypt || isLocal(database.server)) return
    yield {
      path: ['database'],
      on: 'key',
      message: 'what goes to SQL Server and comes from it is not encrypted, names and the password among it',
      hint: 'delete encrypt: false; with a certificate that nobody signed write trustServerCertificate: true',
    }
  },
}

const isLocal = (server: string) => /^(localhost|127\.|::1$)/i.test(server)

export const databaseCertificate: Rule = {
  name: 'database-certificate',
  about: 'The certificate is a PEM file that can be read.',
  severity: 'error',
  *check({ databaseSection: { certificate, trustServerCertificate }, file }) {
    if (certificate === undefined) return
    const path = ['database', 'certificate']
    const text = readCertificate(beside(file, certificate))
    if (text === null || !text.includes('-----BEGIN CERTIFICATE-----')) {
      const message =
        text === null ? 'the certificate cannot be read' : 'this file is no certificate in PEM form'
      yield { path, message, hint: "export it as 'Base-64 encoded X.509', which is the same" }
    } else if (trustServerCertificate) {
      const message = "'certificate' is not looked at while trustServerCertificate is true"
      yield { path, on: 'key', message, hint: 'delete one of the two' }
    }
  },
}
