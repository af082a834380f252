import { inline } from '../config/inline.ts'
import { type Answers, type LoginAnswer, SECRETS } from './answers.ts'
import { comment, typed } from './yaml-text.ts'

/** The section `database`. */
export function databaseLines({ database }: Answers): string[] {
  if (database.type === 'sqlite')
    return [
      ...comment(
        'An embedded database, to try everything: pars-auto demo fills it with a made-up school, pars-auto db load with your own data. The real one is on SQL Server: docs/sql-server.md says what it takes.',
      ),
      'database:',
      '  type: sqlite',
      `  file: ${typed(database.file)}`,
    ]
  return [
    ...comment(
      'Where the tables are that the jobs read and write. pars-auto db ping says whether it is reached; docs/sql-server.md says the rest.',
    ),
    'database:',
    '  type: sqlserver',
    `  server: ${typed(database.server)}`,
    `  name: ${typed(database.name)}`,
    ...loginLines(database.login),
    ...comment(
      'SQL Server makes itself a certificate that nobody signed, unless it was given another. Then db ping says so: name who signed it with certificate: FILE.pem, or take it as it is:',
      '  ',
    ),
    `  ${database.trust ? '' : '# '}trustServerCertificate: true`,
    ...comment('The schemas of the tables, and of those that pars-auto keeps for itself.', '  '),
    '  # schema: school',
    '  # ownSchema: pars_auto',
    '',
    '# Where SIMS is in another database or on another server: docs/config.md, under sims.',
    '# sims:',
    '#   type: sqlserver',
    '#   server: …',
  ]
}

function loginLines(login: LoginAnswer): string[] {
  const password = `  password: \${${SECRETS.database}}`
  switch (login.kind) {
    case 'sql':
      return [`  user: ${typed(login.user)}`, password]
    case 'windows':
      return [`  domain: ${typed(login.domain)}`, `  user: ${typed(login.user)}`, password]
    case 'azure-app':
      return [
        '  azure:',
        `    tenantId: ${typed(login.tenantId)}`,
        `    clientId: ${typed(login.clientId)}`,
        `    clientSecret: ${inline(`\${${SECRETS.application}}`)}`,
      ]
    case 'azure-managed':
      return ['  # The managed identity of this host; clientId: … where it has several.', '  azure: {}']
  }
}
