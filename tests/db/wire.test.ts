import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  DatabaseBusy,
  DatabaseConflict,
  DatabaseUnreachable,
  type Session,
  type SqlServerPlace,
  StatementFailed,
} from '../../src/db/database.ts'
import { openSqlServer, type SqlServerDatabase } from '../../src/db/mssql/database.ts'
import { TdsEndpoint, type TdsManners } from './tds/endpoint.ts'
import {
  cannotOpen,
  deadlocked,
  drop,
  dropAfter,
  failure,
  hang,
  lockTimedOut,
  loginFailed,
  type Reply,
  rows,
} from './tds/replies.ts'
import type { TdsRequest } from './tds/requests.ts'
import { int, nvarchar } from './tds/types.ts'

const PLACE: SqlServerPlace = {
  type: 'sqlserver',
  ...{ server: '127.0.0.1', database: 'SIMS', schema: 'school', ownSchema: 'pars_auto' },
  login: { kind: 'sql', user: 'pars', password: 'Pa55word' },
  ...{ encrypt: false, trustServerCertificate: false, multiSubnetFailover: false, appName: 'pars-auto' },
  ...{ connectTimeout: 20_000, statementTimeout: 20_000, readTimeout: 20_000 },
}

/** The program's own driver at an endpoint that answers as it is told, and lets everybody take turns. */
async function opened(manners: TdsManners = {}, place: Partial<SqlServerPlace> = {}) {
  const { answer } = manners
  const endpoint = await TdsEndpoint.start({
    ...manners,
    answer: (request) => (isTurn(request) ? rows({ answer: int }, [{ answer: 0 }]) : answer?.(request)),
  })
  const db = await openSqlServer({ ...PLACE, ...place, port: endpoint.port })
  onTestFinished(() => db.close())
  return { db, endpoint }
}

const pem = (name: string) => readFileSync(`tests/mail/certificates/${name}.pem`, 'utf8')

const isTurn = ({ sql }: TdsRequest) => sql.includes('sp_getapplock')

const pupils = (session: Session) => session.all(session.sql('pupil').select('id'))

/** What is asked of the pupils is answered so; all else as it should be. */
const ofPupils =
  (...replies: (Reply | undefined)[]) =>
  ({ sql }: TdsRequest): Reply | undefined =>
    sql.includes('[pupil]') ? (replies.length > 1 ? replies.shift() : replies[0]) : undefined

describe('a connection', () => {
  test('does not keep the end of a long statement back until the server has confirmed its beginning', async () => {
    const set = vi.spyOn(Socket.prototype, 'setNoDelay')
    onTestFinished(() => set.mockRestore())
    await opened()
    const remote = set.mock.contexts.map((socket) => (socket as Socket).remoteAddress)
    expect(remote).toContain('127.0.0.1')
    expect(set.mock.calls.flat()).not.toContain(false)
  })

  test('has its settings before anything is asked on it, and logs in once', async () => {
    const { db, endpoint } = await opened()
    await pupils(db)
    expect(endpoint.log.filter(({ kind }) => kind !== 'setup').map(({ kind, sql }) => sql || kind)).toEqual([
      'login',
      'SET XACT_ABORT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;',
      'select [id] from [school].[pupil]',
    ])
  })

  test('says who it is to the DBA, and reads dates in one way whatever the login’s language', async () => {
    const { endpoint } = await opened()
    expect(endpoint.log[0]?.login).toMatchObject({ appName: 'pars-auto', database: 'SIMS' })
    expect(endpoint.log.map(({ sql }) => sql).join('\n')).toMatch(
      /set dateformat mdy[\s\S]*set language us_english/i,
    )
  })

  test.each([
    ['a wrong password', () => loginFailed('pars'), 'LoginRefused', 'refuses the login of pars (18456)'],
    ['no such database', () => cannotOpen('SIMS', 'pars'), 'DatabaseUnreachable', 'has no database SIMS'],
    ['a server that hangs', () => hang('ignored'), 'DatabaseUnreachable', 'did not answer in time'],
    ['a server that goes', () => drop(), 'DatabaseUnreachable', 'There is no connection to SQL Server'],
  ])('%s is told in words, without the password', async (_, login, name, words) => {
    const error = await opened({ login }, { connectTimeout: 1000 }).catch((thrown) => thrown)
    expect(error.name).toBe(name)
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('Pa55word')
  })

  test('is not made without encryption where encryption is wanted: the login is not sent', async () => {
    const logins: unknown[] = []
    const login = (sent: unknown) => {
      logins.push(sent)
      return undefined
    }
    const error = await opened({ login }, { encrypt: true }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(DatabaseUnreachable)
    expect(error.message).toContain('does not encrypt')
    expect(logins).toEqual([])
  })

  test('with a certificate that nobody signed is refused with what to do about it, and made when that is done', async () => {
    const own = { cert: pem('localhost'), key: pem('localhost-key') }
    const error = await opened({ certificate: own }, { encrypt: true }).catch((thrown) => thrown)
    expect(error.message).toContain('certificate cannot be trusted')
    expect(error.message).toContain('trustServerCertificate: true')
    const trusting = { encrypt: true, trustServerCertificate: true }
    await expect(opened({ certificate: own }, trusting)).resolves.toBeDefined()
    const knowing = { encrypt: true, certificate: own.cert, server: 'localhost' }
    await expect(opened({ certificate: own }, knowing)).resolves.toBeDefined()
  })

  test('to a port where nobody listens is refused at once, with where to look', async () => {
    const error = await openSqlServer({ ...PLACE, port: 1 }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(DatabaseUnreachable)
    expect(error.message).toMatch(/no connection to SQL Server at 127\.0\.0\.1:1:.*firewall/)
  })
})

describe('a transaction', () => {
  test('has all its statements on one connection, whatever is asked beside it', async () => {
    const { db, endpoint } = await opened()
    await db.transaction(async (session) => {
      await pupils(session)
      await db.run(
        db.sql('auto_lease').where({ job: 'a' }).update({ expires_at: '2026-11-23T23:10:00.000Z' }),
      )
      await pupils(session)
    })
    const of = (words: string) =>
      endpoint.log
        .filter(({ sql }) => sql.includes(words))
        .map(({ connection, inTransaction }) => [connection, inTransaction])
    const [begun] = endpoint.log.filter(({ kind }) => kind === 'begin')
    expect(of('[pupil]')).toEqual([
      [begun!.connection, true],
      [begun!.connection, true],
    ])
    expect(of('[auto_lease]')).toEqual([[expect.not.toBeOneOf([begun!.connection]), false]])
  })

  test('refuses two statements at once: none of them lands on another connection', async () => {
    const { db, endpoint } = await opened()
    const both = db.transaction((session) => Promise.all([pupils(session), pupils(session)]))
    await expect(both).rejects.toThrow(/another request/i)
    const asked = endpoint.log.filter(({ sql }) => sql.includes('[pupil]'))
    expect(asked.every(({ inTransaction }) => inTransaction)).toBe(true)
    expect(endpoint.log.some(({ kind }) => kind === 'commit')).toBe(false)
  })

  test('takes its turn before anything else, and is busy when that does not come', async () => {
    const { db, endpoint } = await opened()
    await db.transaction(pupils, { turn: 'record' })
    const [, turn, , ...rest] = endpoint.log.filter(({ kind }) => !['login', 'setup', 'batch'].includes(kind))
    expect(turn!.sql).toContain('sp_getapplock')
    expect(turn!.parameters[0]!.value).toBe('pars-auto pars_auto record')
    expect(rest.map(({ kind }) => kind)).toEqual(['commit'])
    const waiting = await TdsEndpoint.start({
      answer: (request) => (isTurn(request) ? rows({ answer: int }, [{ answer: -1 }]) : undefined),
    })
    const late = await openSqlServer({ ...PLACE, port: waiting.port })
    onTestFinished(() => late.close())
    await expect(late.transaction(pupils)).rejects.toBeInstanceOf(DatabaseBusy)
    expect(waiting.log.at(-1)?.kind).toBe('rollback')
  })

  test('of a picture is asked for as one where the database keeps versions of rows', async () => {
    for (const state of [0, 1]) {
      const { db, endpoint } = await opened({
        answer: ({ sql }) =>
          sql.includes('snapshot_isolation_state')
            ? rows({ snapshot_isolation_state: int }, [{ snapshot_isolation_state: state }])
            : undefined,
      })
      await db.snapshot(pupils)
      const begin = endpoint.log.find(({ kind }) => kind === 'begin')
      expect(begin?.isolation).toBe(state === 1 ? 'snapshot' : 'read committed')
    }
  })
})

describe('a statement', () => {
  test.each([
    ['a deadlock', () => deadlocked(), DatabaseConflict],
    [
      'a conflict of snapshots',
      () => failure(3960, 'Snapshot isolation transaction aborted.'),
      DatabaseConflict,
    ],
    ['a lock of another program', () => lockTimedOut(), DatabaseBusy],
    ['a connection that is lost', () => drop(), DatabaseUnreachable],
    ['a connection that is reset', () => drop('reset'), DatabaseUnreachable],
    ['a server that is stopped', () => failure(6005, 'SHUTDOWN is in progress.', 14), DatabaseUnreachable],
    ['a server that hangs', () => hang(), DatabaseUnreachable],
    ['a server that does not even hear an attention', () => hang('ignored'), DatabaseUnreachable],
    ['a mistake', () => failure(208, "Invalid object name 'school.pupil'."), StatementFailed],
  ])('that meets %s fails as such, and the next one finds a connection', async (_, reply, kind) => {
    const answer = rows({ id: int }, [{ id: 1 }])
    const { db } = await opened({ answer: ofPupils(reply(), answer) }, { statementTimeout: 1000 })
    await expect(pupils(db)).rejects.toBeInstanceOf(kind)
    expect(await pupils(db)).toEqual([{ id: 1 }])
  })

  test('is given up after its time, and in a picture after the time of one that reads', async () => {
    const answer = rows({ id: int }, [{ id: 1 }])
    const { db } = await opened(
      { answer: ofPupils(hang(), hang(), hang(), answer) },
      { statementTimeout: 501, readTimeout: 502 },
    )
    await expect(pupils(db)).rejects.toThrow('in 501ms')
    await expect(db.transaction(pupils)).rejects.toThrow('in 501ms')
    await expect(db.snapshot(pupils)).rejects.toThrow('in 502ms')
    expect(await pupils(db)).toEqual([{ id: 1 }])
  })

  test('that is lost in the middle of its rows gives those before it, and then fails', async () => {
    const many = Array.from({ length: 5000 }, (_, id) => ({ id, name: 'x'.repeat(100) }))
    const columns = { id: int, name: nvarchar(100) }
    const { db } = await opened({ answer: ofPupils(dropAfter(200_000, rows(columns, many))) })
    let seen = 0
    const read = async () => {
      for await (const _ of db.each(db.sql('pupil'))) seen += 1
    }
    await expect(read()).rejects.toBeInstanceOf(DatabaseUnreachable)
    expect(seen).toBeGreaterThan(0)
    expect(seen).toBeLessThan(5000)
  })

  test('whose rows nobody reads to the end is called off, and its connection is free again', async () => {
    const many = Array.from({ length: 50_000 }, (_, id) => ({ id }))
    const { db } = await opened({ answer: ofPupils(rows({ id: int }, many), rows({ id: int }, [{ id: 7 }])) })
    for await (const row of db.each(db.sql('pupil'))) {
      expect(row).toEqual({ id: 0 })
      break
    }
    expect(await pupils(db)).toEqual([{ id: 7 }])
  })

  test('whose rows nobody reads to the end takes the snapshot that it is in with it', async () => {
    const { db } = await opened({ answer: ofPupils(rows({ id: int }, [{ id: 0 }], hang('rolls back'))) })
    const found = db.snapshot(async (session) => {
      for await (const _ of session.each(session.sql('pupil'))) break
      return pupils(session)
    })
    await expect(found).rejects.toThrow()
  })

  test.each([0, 1, 600])(
    'that is being read, after %i rows, when its snapshot fails is called off, and nobody waits for it',
    async (read) => {
      const many = Array.from({ length: 50_000 }, (_, id) => ({ id }))
      const { db } = await opened({ answer: ofPupils(rows({ id: int }, many)) })
      const failed = db.snapshot(async (session) => {
        const reader = session.each(session.sql('pupil'))[Symbol.asyncIterator]()
        for (let n = 0; n < read; n += 1) await reader.next()
        reader.next().catch(() => {})
        throw new Error('The disk is full.')
      })
      await expect(failed).rejects.toThrow('The disk is full.')
      expect(await pupils(db)).toHaveLength(50_000)
      await db.close()
    },
  )

  test('tells nothing of values: they may be about a pupil', async () => {
    const says = {
      2627: "Violation of UNIQUE KEY constraint 'UQ_pupil'. Cannot insert duplicate key in object 'school.pupil'. The duplicate key value is (Ada).",
      2628: "String or binary data would be truncated in table 'school.pupil', column 'forename'. Truncated value: 'Ada'.",
      245: "Conversion failed when converting the nvarchar value 'Ada' to data type int.",
    }
    for (const [number, message] of Object.entries(says)) {
      const { db } = await opened({ answer: ofPupils(failure(Number(number), message)) })
      const error = await pupils(db).catch((thrown) => thrown)
      expect(error.message).not.toContain('Ada')
      expect(error.message.length).toBeGreaterThan(20)
    }
  })

  test('of a job is broken off when its time is over, and when the program is asked to stop', async () => {
    const { db, endpoint } = await opened({ answer: ofPupils(hang()) })
    const stop = new AbortController()
    const within = (remaining: number) => db.within({ remaining: () => remaining, stop: stop.signal })
    await expect(pupils(within(50))).rejects.toThrow()
    const stopped = pupils(within(60_000)).catch((error) => error)
    await expect.poll(() => endpoint.log.filter(({ sql }) => sql.includes('[pupil]')).length).toBe(2)
    stop.abort()
    expect(await stopped).toBeInstanceOf(Error)
    expect(endpoint.log.filter(({ kind }) => kind === 'attention').length).toBe(2)
  })
})

describe('a value', () => {
  const types = async (ask: (db: SqlServerDatabase) => Promise<unknown>) => {
    const { db, endpoint } = await opened()
    await ask(db)
    return endpoint.log.at(-1)!.parameters.map(({ type, value }) => [type, value])
  }

  test('is sent with the type of the column that it is compared with: no index on a varchar is read through', async () => {
    const found = await types((db) =>
      db.all(
        db
          .sql({ m: 'mark' })
          .join({ p: 'pupil' }, 'p.id', 'm.pupil_id')
          .where('m.code', 'N')
          .whereIn('p.upn', ['A1', 'B2'])
          .whereBetween('m.date', ['2026-11-16', '2026-11-20'])
          .where('p.surname', 'Ó')
          .where((rows) => rows.where('m.minutes_late', '>', 5).orWhereNull('m.lesson_id')),
      ),
    )
    expect(found).toEqual([
      ['varchar(8000)', 'N'],
      ['varchar(8000)', 'A1'],
      ['varchar(8000)', 'B2'],
      ['date', '2026-11-16'],
      ['date', '2026-11-20'],
      ['nvarchar(4000)', 'Ó'],
      ['int', 5],
    ])
  })

  test('is sent with the type of the column that it is written to', async () => {
    const row = { pupil_id: 3, date: '2026-11-23', ground_id: 1, outcome_id: 2, comment: 'x'.repeat(5000) }
    expect(
      await types((db) =>
        db.run(db.sql('incident').insert({ ...row, recorded_at: '2026-11-23T23:00:00.120Z' })),
      ),
    ).toEqual([
      ['nvarchar(max)', 'x'.repeat(5000)],
      ['date', '2026-11-23'],
      ['int', 1],
      ['int', 2],
      ['int', 3],
      ['datetime2(3)', '2026-11-23T23:00:00.120'],
    ])
    const changed = types((db) =>
      db.run(db.sql('detention').where({ id: 1 }).update({ cancelled: 1, room: null })),
    )
    expect(await changed).toEqual([
      ['bit', true],
      ['nvarchar(4000)', null],
      ['int', 1],
    ])
  })

  test('in an expression goes as varchar while it is ASCII, which every column takes without conversion of its own', async () => {
    const found = await types((db) =>
      db.all(db.sql.select(db.sql.raw('? as a, ? as b, ? as c', ['Ada', 'Zoë', 2 ** 40]))),
    )
    expect(found).toEqual([
      ['varchar(8000)', 'Ada'],
      ['nvarchar(4000)', 'Zoë'],
      ['bigint', 2n ** 40n],
    ])
  })
})
