import { readFileSync } from 'node:fs'
import sql from 'mssql'
import { describe, expect, test, vi } from 'vitest'
import { connectionTo, poolTo, pupils, trouble } from './tds/client.ts'
import { date, datetime, datetime2, time } from './tds/dates.ts'
import { TdsEndpoint } from './tds/endpoint.ts'
import { cannotOpen, done, drop, failure, hang, info, loginFailed, rows } from './tds/replies.ts'
import * as types from './tds/types.ts'

const { bigint, bit, decimal, float, int, nvarchar, varchar } = types

describe('a login', () => {
  test('says who comes, from which program and machine, to which database', async () => {
    const endpoint = await TdsEndpoint.start()
    await poolTo(endpoint, { appName: 'pars-auto run-due', workstationId: 'OFFICE-3', language: 'British' })
    expect(endpoint.log[0]?.login).toMatchObject({
      user: 'pars',
      password: 'Pa55word£',
      database: 'SIMS',
      appName: 'pars-auto run-due',
      hostName: 'OFFICE-3',
      language: 'British',
      readOnly: false,
      integrated: false,
    })
    expect(endpoint.log[1]).toMatchObject({
      kind: 'setup',
      sql: expect.stringContaining('set language British'),
    })
  })

  test('is refused for a wrong password, and the connection closed', async () => {
    const endpoint = await TdsEndpoint.start({ login: ({ user }) => loginFailed(user) })
    const { refused, errors } = await connectionTo(endpoint)
    expect(refused).toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'pars'." })
    expect(errors).toEqual([18456])
    await vi.waitFor(() => expect(endpoint.open).toBe(0))
  })

  test('is refused for a database that is not there: the client tells the second of two errors', async () => {
    const endpoint = await TdsEndpoint.start({ login: ({ database, user }) => cannotOpen(database, user) })
    const { refused, errors } = await connectionTo(endpoint)
    expect(refused).toMatchObject({ code: 'ELOGIN', message: "Login failed for user 'pars'." })
    expect(errors).toEqual([4060, 18456])
  })

  test('is refused for an account that is disabled', async () => {
    const words = "Login failed for user 'pars'. Reason: The account is disabled."
    const endpoint = await TdsEndpoint.start({ login: () => failure(18470, words, 14) })
    expect(await trouble(poolTo(endpoint))).toMatchObject({ code: 'ELOGIN', message: words })
  })

  test('is let in the second time', async () => {
    const endpoint = await TdsEndpoint.start({
      login: ({ user }, connection) => (connection === 1 ? loginFailed(user) : undefined),
    })
    await trouble(poolTo(endpoint))
    await poolTo(endpoint)
    expect(endpoint.story).toEqual(['1: login', '2: login'])
  })

  test('that nobody answers takes as long as the client waits', async () => {
    const endpoint = await TdsEndpoint.start({ login: () => hang() })
    expect(await trouble(poolTo(endpoint, { connectTimeout: 100 }))).toMatchObject({ code: 'ETIMEOUT' })
  })

  test('may not come so far', async () => {
    const endpoint = await TdsEndpoint.start({ connect: (n) => (n === 1 ? drop('reset') : hang()) })
    expect(await trouble(poolTo(endpoint))).toMatchObject({ code: 'ESOCKET' })
    expect(await trouble(poolTo(endpoint, { connectTimeout: 100 }))).toMatchObject({ code: 'ETIMEOUT' })
    expect(endpoint.log).toEqual([])
  })
})

describe('encryption', () => {
  const pem = (name: string) => readFileSync(`tests/mail/certificates/${name}.pem`, 'utf8')
  const certificate = { cert: pem('localhost'), key: pem('localhost-key') }

  test('is there for a client that trusts the certificate', async () => {
    const endpoint = await TdsEndpoint.start({
      certificate,
      answer: () => rows(pupils, [{ id: 1, name: 'x'.repeat(40) }]),
    })
    const trusting = { serverName: 'localhost', cryptoCredentialsDetails: { ca: certificate.cert } }
    const pool = await poolTo(endpoint, { encrypt: true, ...trusting })
    const { recordset } = await pool.query('select 1')
    expect(recordset).toEqual([{ id: 1, name: 'x'.repeat(40) }])
    expect(endpoint.log[0]?.login?.password).toBe('Pa55word£')
  })

  test('fails for one that does not, before the password is sent', async () => {
    const endpoint = await TdsEndpoint.start({ certificate })
    const error = await trouble(poolTo(endpoint, { encrypt: true, serverName: 'localhost' }))
    expect(error).toMatchObject({
      code: 'ESOCKET',
      message: expect.stringContaining('self-signed certificate'),
    })
    expect(endpoint.log).toEqual([])
  })

  test('is asked of a client that does without', async () => {
    const endpoint = await TdsEndpoint.start({ certificate, encryptedOnly: true })
    expect(await trouble(poolTo(endpoint))).toMatchObject({ code: 'EENCRYPT' })
  })

  test('is quietly gone without by tedious, where a server cannot', async () => {
    const endpoint = await TdsEndpoint.start()
    await poolTo(endpoint, { encrypt: true })
    expect(endpoint.log[0]?.login?.password).toBe('Pa55word£')
  })
})

describe('a request', () => {
  test('comes with its statement, and with parameters as they were declared', async () => {
    const endpoint = await TdsEndpoint.start({ answer: () => rows(pupils, [{ id: 7, name: 'Ada' }]) })
    const pool = await poolTo(endpoint)
    const { recordset, rowsAffected } = await pool
      .request()
      .input('reg', sql.VarChar(20), 'Ada Löve™')
      .input('name', sql.NVarChar(50), 'Łucja')
      .input('note', sql.NVarChar(sql.MAX), 'n'.repeat(5000))
      .input('id', sql.Int, 7)
      .input('upn', sql.BigInt, '9007199254740993')
      .input('present', sql.Bit, true)
      .input('share', sql.Float, 0.1)
      .input('price', sql.Decimal(10, 2), 12.5)
      .input('on', sql.Date, new Date('2026-03-29'))
      .input('at', sql.DateTime2(3), new Date('2026-03-29T01:30:00.250Z'))
      .input('then', sql.DateTime, new Date('2026-03-29T01:30:00.250Z'))
      .input('none', sql.VarChar(8), null)
      .query('select id, name from pupil where reg = @reg')
    expect(recordset).toEqual([{ id: 7, name: 'Ada' }])
    expect(rowsAffected).toEqual([1])
    expect(endpoint.log.at(-1)).toMatchObject({
      kind: 'rpc',
      connection: 2,
      sql: 'select id, name from pupil where reg = @reg',
      parameters: [
        { name: 'reg', type: 'varchar(20)', value: 'Ada Löve™' },
        { name: 'name', type: 'nvarchar(50)', value: 'Łucja' },
        { name: 'note', type: 'nvarchar(max)', value: 'n'.repeat(5000) },
        { name: 'id', type: 'int', value: 7 },
        { name: 'upn', type: 'bigint', value: 9007199254740993n },
        { name: 'present', type: 'bit', value: true },
        { name: 'share', type: 'float', value: 0.1 },
        { name: 'price', type: 'decimal(10, 2)', value: '12.50' },
        { name: 'on', type: 'date', value: '2026-03-29' },
        { name: 'at', type: 'datetime2(3)', value: '2026-03-29T01:30:00.250' },
        { name: 'then', type: 'datetime', value: '2026-03-29T01:30:00.250' },
        { name: 'none', type: 'varchar(8)', value: null },
      ],
    })
  })

  test('loses in a varchar what its code page does not have', async () => {
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    await pool.request().input('name', sql.VarChar(20), 'Łucja €5').query('select @name')
    expect(endpoint.log.at(-1)?.parameters).toEqual([
      { name: 'name', type: 'varchar(20)', value: '?ucja €5' },
    ])
  })

  test('may be a batch, whose statements each have their count', async () => {
    const endpoint = await TdsEndpoint.start({ answer: () => [done(3), rows(pupils, []), done(0)] })
    const pool = await poolTo(endpoint)
    const { rowsAffected, recordsets } = await pool.request().batch('update …; select …; update …')
    expect(rowsAffected).toEqual([3, 0, 0])
    expect(recordsets).toEqual([[]])
    expect(endpoint.story.at(-1)).toBe('2: update …; select …; update …')
  })

  test('may call a procedure by its name', async () => {
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    await pool.request().input('Resource', sql.NVarChar(255), 'pars').execute('sp_getapplock')
    expect(endpoint.story.at(-1)).toBe('2: sp_getapplock (@Resource nvarchar(255))')
  })

  test('gets rows of every type, and nulls', async () => {
    const columns = {
      tinyint: types.tinyint,
      smallint: types.smallint,
      int,
      bigint,
      bit,
      real: types.real,
      float,
      decimal: decimal(38, 4),
      char: types.char(4),
      varchar: varchar(20),
      long: varchar('max'),
      nchar: types.nchar(4),
      nvarchar: nvarchar(20),
      text: nvarchar('max'),
      bytes: types.varbinary(8),
      guid: types.uniqueidentifier,
      date,
      time: time(0),
      datetime,
      datetime2: datetime2(7),
    }
    const row = {
      tinyint: 255,
      smallint: -2,
      int: -2147483648,
      bigint: -9007199254740993n,
      bit: false,
      real: 0.5,
      float: 0.1,
      decimal: '-12.3400',
      char: 'abcd',
      varchar: 'Zoë €',
      long: 'l'.repeat(9000),
      nchar: 'Łódź',
      nvarchar: '',
      text: 'Ł'.repeat(9000),
      bytes: Buffer.from('00ff', 'hex'),
      guid: '01234567-89AB-CDEF-0123-456789ABCDEF',
      date: '2027-03-28',
      time: '23:59:59',
      datetime: '1999-12-31T23:59:59.997',
      datetime2: '2026-10-25T01:30:00.1234567',
    }
    const endpoint = await TdsEndpoint.start({ answer: () => rows(columns, [row, {}]) })
    const pool = await poolTo(endpoint)
    const { recordset } = await pool.query('select *')
    expect(recordset[0]).toEqual({
      ...row,
      bigint: '-9007199254740993',
      decimal: -12.34,
      date: new Date('2027-03-28'),
      time: new Date('1970-01-01T23:59:59Z'),
      datetime: new Date('1999-12-31T23:59:59.997Z'),
      datetime2: new Date('2026-10-25T01:30:00.123Z'),
    })
    expect(recordset[1]).toEqual(Object.fromEntries(Object.keys(columns).map((name) => [name, null])))
  })

  test('gets many rows, in as many packets as they need', async () => {
    const many = Array.from({ length: 5000 }, (_, id) => ({ id, name: `Pupil ${id}` }))
    const endpoint = await TdsEndpoint.start({ answer: () => rows(pupils, many) })
    const pool = await poolTo(endpoint)
    const { recordset } = await pool.query('select id, name from pupil')
    expect(recordset).toHaveLength(5000)
    expect(recordset[4999]).toEqual(many[4999])
  })

  test('is told what the server has to say besides', async () => {
    const endpoint = await TdsEndpoint.start({ answer: () => info(50_000, 'Half way there.') })
    const pool = await poolTo(endpoint)
    const told: string[] = []
    const request = pool.request()
    request.on('info', ({ message }) => told.push(message))
    await request.query('raiserror …')
    expect(told).toEqual(['Half way there.'])
  })

  test('is answered when the test lets it', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const endpoint = await TdsEndpoint.start({
      answer: ({ sql }) => (sql === 'slow' ? held.then(() => done(1)) : done(2)),
    })
    const pool = await poolTo(endpoint)
    const slow = pool.request().batch('slow')
    expect((await pool.request().batch('quick')).rowsAffected).toEqual([2])
    release()
    expect((await slow).rowsAffected).toEqual([1])
    expect(endpoint.story).toEqual(expect.arrayContaining(['2: slow', '3: quick']))
  })
})

describe('a bulk load', () => {
  test('brings its rows', async () => {
    const table = new sql.Table('staging.pupil')
    table.columns.add('id', sql.Int, { nullable: false })
    table.columns.add('name', sql.NVarChar(50), { nullable: true })
    table.columns.add('born', sql.Date, { nullable: true })
    for (let id = 1; id <= 1000; id += 1)
      table.rows.add(id, id % 2 ? `Pupil ${id}` : null, new Date('2015-09-01'))
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    const { rowsAffected } = await pool.request().bulk(table)
    expect(rowsAffected).toBe(1000)
    const load = endpoint.log.at(-1)!
    expect(load.sql).toBe('insert bulk [staging].[pupil]([id] int, [name] nvarchar(50), [born] date)')
    expect(load.rows).toHaveLength(1000)
    expect(load.rows.slice(0, 2)).toEqual([
      [1, 'Pupil 1', '2015-09-01'],
      [2, null, '2015-09-01'],
    ])
    expect(endpoint.story.at(-1)).toBe('2: 1000 rows')
  })

  test('is refused', async () => {
    const table = new sql.Table('pupil')
    table.columns.add('id', sql.Int, { nullable: false })
    table.rows.add(1)
    const endpoint = await TdsEndpoint.start({
      answer: ({ kind }) =>
        kind === 'bulk' ? failure(2627, 'Violation of PRIMARY KEY constraint', 14) : undefined,
    })
    const pool = await poolTo(endpoint)
    expect(await trouble(pool.request().bulk(table))).toMatchObject({ number: 2627 })
  })
})
