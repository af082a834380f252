import { z } from 'zod'
import type { TableName } from '../db/contract.ts'
import { simsTables } from '../db/whereabouts.ts'
import { secret, words } from './fields.ts'

const path = words('a path')
const schemaName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)
  .meta({ expects: 'the name of a schema: letters, digits and _' })

/** What says where a database is. Which keys go together is said by the rules in rules/database.ts. */
const databaseKeys = {
  type: z
    .enum(['sqlite', 'sqlserver'])
    .describe('What kind of database it is: SQL Server, or an embedded one in a file.'),
  file: path.optional().describe('For sqlite: the database file, relative to the folder of this file.'),
  connection: secret(z.string(), 'a connection string such as Server=…;Database=…;User Id=…;Password=…')
    .optional()
    .describe(
      `For sqlserver: a connection string, instead of the keys for server, name, login and encryption. A secret: write \${NAME}.`,
    ),
  server: words('a server')
    .optional()
    .describe('For sqlserver: the server, or SERVER\\INSTANCE, or the listener of an availability group.'),
  port: z
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe('Its TCP port, where it is not 1433 or that of the instance.'),
  name: words('the name of a database').optional().describe('The name of the database, such as SIMS.'),
  schema: schemaName
    .default('school')
    .describe('The schema with the tables, views or synonyms that the jobs use: see pars-auto db contract.'),
  ownSchema: schemaName
    .default('pars_auto')
    .describe('The schema of the tables that pars-auto keeps for itself: see pars-auto db migrate.'),
  user: words('a login').optional().describe('The login: of SQL Server, or with domain that of Windows.'),
  password: secret(z.string(), 'a password').optional().describe(`Its password. A secret: write \${NAME}.`),
  domain: words('a domain').optional().describe('The Windows domain of the login, for a login by NTLM.'),
  azure: z
    .strictObject({
      tenantId: words('the id of a tenant').optional().describe('The directory (tenant) id.'),
      clientId: words('the id of an application')
        .optional()
        .describe('The application (client) id; of a managed identity, where the host has several.'),
      clientSecret: secret(z.string(), 'a client secret')
        .optional()
        .describe(`The application's secret, for a login as an application. A secret: write \${NAME}.`),
    })
    .optional()
    .describe(
      'For a login by Azure AD (Entra): with clientSecret as an application, with user and password as a person, with neither by the managed identity of the host.',
    ),
  encrypt: z
    .boolean()
    .default(true)
    .describe('Whether what goes over the network is encrypted. Only a server too old for it wants false.'),
  trustServerCertificate: z
    .boolean()
    .default(false)
    .describe(
      'true: take the certificate of the server as it is. SQL Server makes itself one that nobody signed unless it was given another.',
    ),
  certificate: path
    .optional()
    .describe(
      'A PEM file with the certificate of whoever signed that of the server, such as the domain’s own.',
    ),
  multiSubnetFailover: z
    .boolean()
    .default(false)
    .describe('true for the listener of an availability group: all its addresses are tried at once.'),
  appName: words('a name').default('pars-auto').describe('What the DBA sees in the list of connections.'),
}

/** The section `database`. */
export const databaseSection = z.strictObject(databaseKeys)

const { ownSchema: _, ...elsewhereKeys } = databaseKeys

/** A database that is not the school's own: nothing of the program's own is in it. */
export const elsewhereSection = z.strictObject(elsewhereKeys)

/** The section `sims`. */
export const simsSection = z
  .strictObject({
    ...elsewhereKeys,
    tables: z
      .array(
        z
          .enum(simsTables as [TableName, ...TableName[]])
          .meta({ expects: 'a table that is of SIMS by docs/contract.md, such as pupil' }),
      )
      .min(1)
      .default(simsTables)
      .describe(
        'Which tables of the contract are there: those of docs/contract.md that say so, unless given.',
      ),
  })
  .describe(
    'Where SIMS is, when it is neither in `database` nor on its server: what the jobs need is copied from there for each run, and only Deferred behaviour mirroring writes there. Without it everything is in `database`.',
  )
