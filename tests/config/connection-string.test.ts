import { describe, expect, it, test } from 'vitest'
import { readConnection } from '../../src/config/connection-string.ts'
import { placeOf } from '../../src/config/database-place.ts'
import { hostOf } from '../../src/config/server-name.ts'

const SURE = { server: 'SIMSSRV', name: 'SIMS', user: 'svc', password: 'x' }

describe('a connection string is read as SQL Server’s own tools write it', () => {
  test.each<[string, object]>([
    ['Server=SIMSSRV;Database=SIMS;User Id=svc;Password=x', SURE],
    ['Data Source=SIMSSRV;Initial Catalog=SIMS;UID=svc;PWD=x;', SURE],
    [' addr = SIMSSRV ;; Database = SIMS ; USER = svc ; password = x ; ', SURE],
    ['Driver={ODBC Driver 18 for SQL Server};Server=SIMSSRV;Database=SIMS;Uid=svc;Pwd=x', SURE],
    [
      'Server=SIMSSRV;Database=SIMS;User Id=svc;Password=x;Connect Timeout=30;MultipleActiveResultSets=True',
      SURE,
    ],
    ['Server=OLD;Server=SIMSSRV;Database=SIMS;User Id=svc;Password=x', SURE],
    ['Trust Server Certificate=Yes', { trustServerCertificate: true }],
    [
      'TrustServerCertificate=False;Multi Subnet Failover=True',
      { trustServerCertificate: false, multiSubnetFailover: true },
    ],
    ['Encrypt=Mandatory', { encrypt: true }],
    ['Encrypt=Optional', { encrypt: false }],
    ['Encrypt=no;Application Name=jobs', { encrypt: false, appName: 'jobs' }],
    ['Integrated Security=False;ApplicationIntent=ReadWrite;Authentication=SqlPassword', {}],
    ['Password={a;b}}c}', { password: 'a;b}c' }],
    ['Password="a;b""c"', { password: 'a;b"c' }],
    ["Password='a;b''c' ;Database=SIMS", { password: "a;b'c", name: 'SIMS' }],
    ['Password=a=b{c}"d', { password: 'a=b{c}"d' }],
    ['Password=;User Id=svc', { password: '', user: 'svc' }],
  ])('%s', (text, settings) => {
    expect(readConnection(text)).toEqual({ settings })
  })
})

describe('what a connection string cannot say is named', () => {
  test.each([
    ['Colour=green', "'Colour' is no setting of SQL Server"],
    ['toString=green', "'toString' is no setting of SQL Server"],
    ['Integrated Security=SSPI', 'Integrated Security asks for a login as whoever runs the program'],
    ['Trusted_Connection=yes', 'Trusted_Connection asks for a login as whoever runs the program'],
    ['Authentication=Active Directory Password', 'Authentication other than SqlPassword'],
    ['Failover Partner=OTHER', 'Failover Partner is not possible here'],
    ['ApplicationIntent=ReadOnly', 'the jobs write'],
    ['Encrypt=Strict', 'Strict is not possible here'],
    ['Encrypt=perhaps', 'Encrypt is yes or no'],
    ['Network Library=dbnmpntw', 'only TCP/IP is'],
    ['Server=np:SIMSSRV', 'only be reached by TCP/IP'],
    ['Server=(localdb)\\MSSQLLocalDB', 'LocalDB'],
    ['Server=SIMSSRV:1433', 'behind a comma: SIMSSRV,1433'],
    ['mssql://svc:x@SIMSSRV/SIMS', 'it cannot be read'],
    ['Password="x', 'it cannot be read'],
    ['Password={x}y;Server=SIMSSRV', 'it cannot be read'],
  ])('%s', (text, words) => {
    expect(readConnection(text).trouble).toContain(words)
  })

  test.each(['Password=x;y3z', 'Password=x;y3z=1', 'Pwd=x; y3z =1;Server=SIMSSRV'])(
    'the rest of a password is not: %s',
    (text) => {
      const { trouble } = readConnection(text)
      expect(trouble).toContain('braces around a value that has a ; in it')
      expect(trouble).not.toContain('y3z')
    },
  )
})

test.each([
  ['SIMSSRV', { server: 'SIMSSRV' }],
  ['tcp:SIMSSRV,1433', { server: 'SIMSSRV', port: 1433 }],
  ['SIMSSRV, 1433', { server: 'SIMSSRV', port: 1433 }],
  ['SIMSSRV\\SIMS2012', { server: 'SIMSSRV', instance: 'SIMS2012' }],
  ['SIMSSRV\\SIMS2012,51433', { server: 'SIMSSRV', instance: 'SIMS2012', port: 51433 }],
  ['SIMSSRV\\MSSQLSERVER', { server: 'SIMSSRV' }],
  ['.\\SIMS2012', { server: 'localhost', instance: 'SIMS2012' }],
  ['(local)', { server: 'localhost' }],
  ['::1', { server: '::1' }],
  ['sims.riverside.example', { server: 'sims.riverside.example' }],
])('the server %s', (text, host) => {
  expect(hostOf(text)).toEqual(host)
})

describe('who logs in', () => {
  const loginFor = (section: object) => {
    const place = placeOf({ type: 'sqlserver', server: 'S', name: 'N', ...section }, '/x', () => false)
    return place?.type === 'sqlserver' ? place.login : undefined
  }

  it('is one of Windows with a domain, in its key or before the name', () => {
    const login = { kind: 'domain', domain: 'RIVERSIDE', user: 'svc', password: 'x' }
    expect(loginFor({ domain: 'RIVERSIDE', user: 'svc', password: 'x' })).toEqual(login)
    expect(loginFor({ user: 'RIVERSIDE\\svc', password: 'x' })).toEqual(login)
    expect(loginFor({ connection: 'Server=S;Database=N;User Id=RIVERSIDE\\svc;Password=x' })).toEqual(login)
  })

  it('is an application, a person or the managed identity with azure', () => {
    const tenant = { tenantId: 't', clientId: 'c' }
    expect(loginFor({ azure: { ...tenant, clientSecret: 'x' } })).toMatchObject({ kind: 'azure-app' })
    expect(loginFor({ azure: tenant, user: 'u', password: 'x' })).toMatchObject({ kind: 'azure-password' })
    expect(loginFor({ azure: {} })).toEqual({ kind: 'azure-managed' })
  })

  it.each(['connection', 'password', 'azure.clientSecret'])(
    'is known to nobody while the secret %s is not set: there is no connecting',
    (key) => {
      const azure =
        key === 'azure.clientSecret' ? { azure: { tenantId: 't', clientId: 'c' } } : { user: 'svc' }
      const section = key === 'connection' ? {} : { server: 'S', name: 'N', ...azure }
      const place = placeOf({ type: 'sqlserver', ...section }, '/x', (...path) => path.join('.') === key)
      expect(place).toMatchObject({ unset: key })
    },
  )
})
