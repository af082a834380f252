import sql from 'mssql'
import { Request, TYPES } from 'tedious'
import { describe, expect, test, vi } from 'vitest'
import { connectionTo, finished, hurried, poolTo, pupils, streamed, trouble } from './tds/client.ts'
import { TdsEndpoint } from './tds/endpoint.ts'
import { deadlocked, drop, dropAfter, failure, hang, lockTimedOut, rows, transaction } from './tds/replies.ts'

describe('a transaction', () => {
  test('is begun, worked in and committed, on one connection', async () => {
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin(sql.ISOLATION_LEVEL.SNAPSHOT)
    await work.request().input('id', sql.Int, 1).query('update run set state = 1 where id = @id')
    await pool.request().batch('select 1')
    await work.commit()
    await pool.request().batch('select 2')
    expect(endpoint.story.filter((line) => !line.endsWith('login'))).toEqual([
      '2: begin',
      '2: update run set state = 1 where id = @id (@id int)',
      '3: select 1',
      '2: commit',
      expect.stringContaining('select 2'),
    ])
    const flags = Object.fromEntries(
      endpoint.log.map((request) => [request.sql || request.kind, request.inTransaction]),
    )
    expect(flags).toMatchObject({
      'update run set state = 1 where id = @id': true,
      'select 1': false,
      commit: true,
      'select 2': false,
    })
    expect(endpoint.log.find(({ kind }) => kind === 'begin')?.isolation).toBe('snapshot')
  })

  test('is rolled back', async () => {
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin()
    await work.rollback()
    expect(endpoint.story).toEqual(['1: login', '2: login', '2: begin', '2: rollback'])
    expect(await trouble(work.commit())).toMatchObject({ code: 'ENOTBEGUN' })
  })

  test('outlives a savepoint', async () => {
    const endpoint = await TdsEndpoint.start()
    const { connection } = await connectionTo(endpoint)
    await finished((done) => connection.beginTransaction(done))
    await finished((done) => connection.saveTransaction(done, 'half'))
    await finished((done) => connection.rollbackTransaction(done, 'half'))
    await finished((done) => connection.commitTransaction(done))
    await expect(finished((done) => connection.commitTransaction(done))).rejects.toMatchObject({
      number: 3902,
    })
    expect(endpoint.log.slice(2).map(({ kind, inTransaction }) => [kind, inTransaction])).toEqual([
      ['begin', false],
      ['save', true],
      ['rollback', true],
      ['commit', true],
      ['commit', false],
    ])
  })

  test('may be a matter of statements', async () => {
    const endpoint = await TdsEndpoint.start({
      answer: ({ sql }) => transaction(sql === 'begin transaction' ? 'begun' : 'committed'),
    })
    const { connection } = await connectionTo(endpoint)
    await finished((done) => connection.execSqlBatch(new Request('begin transaction', done)))
    await finished((done) => connection.execSqlBatch(new Request('commit', done)))
    await finished((done) => connection.execSqlBatch(new Request('commit', done)))
    expect(endpoint.log.slice(2).map(({ inTransaction }) => inTransaction)).toEqual([false, true, false])
  })

  test('is over for the victim of a deadlock, in the middle of a result', async () => {
    const endpoint = await TdsEndpoint.start({
      answer: ({ kind }) =>
        kind === 'rpc' ? rows(pupils, [{ id: 1, name: 'Ada' }], deadlocked()) : undefined,
    })
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin()
    const { seen, errors } = await streamed(work.request(), 'select id, name from pupil')
    expect(errors[0]).toMatchObject({
      code: 'EREQUEST',
      number: 1205,
      class: 13,
      state: 51,
      serverName: 'SCHOOL',
    })
    expect(seen).toEqual([{ id: 1, name: 'Ada' }])
    expect(await trouble(work.commit())).toMatchObject({ code: 'EABORT' })
    expect(endpoint.story).not.toContain('2: commit')
  })

  test('survives other errors, unless the server says otherwise', async () => {
    const replies = {
      locked: lockTimedOut(),
      doubled: failure(2627, 'Violation of PRIMARY KEY constraint', 14),
      doomed: failure(8152, 'String or binary data would be truncated.', 16, { rollsBack: true }),
    }
    const endpoint = await TdsEndpoint.start({ answer: ({ sql }) => replies[sql as 'locked'] })
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin()
    expect(await trouble(work.request().query('locked'))).toMatchObject({ number: 1222, class: 16 })
    expect(await trouble(work.request().query('doubled'))).toMatchObject({ number: 2627, class: 14 })
    await work.request().query('still there')
    expect(endpoint.log.at(-1)?.inTransaction).toBe(true)
    expect(await trouble(work.request().query('doomed'))).toMatchObject({ number: 8152 })
    expect(await trouble(work.rollback())).toMatchObject({ code: 'EABORT' })
  })

  test('ends with the request that the client gives up, where the server has XACT_ABORT on', async () => {
    const endpoint = await TdsEndpoint.start({
      answer: ({ kind }) => (kind === 'rpc' ? hang('rolls back') : undefined),
    })
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin()
    expect(await trouble(hurried(work).query('slow'))).toMatchObject({ code: 'ETIMEOUT' })
    expect(await trouble(work.commit())).toMatchObject({ code: 'EABORT' })
  })

  test('is committed, and the connection gone before that was said', async () => {
    const committed: number[] = []
    const endpoint = await TdsEndpoint.start({
      answer({ kind, connection }) {
        if (kind !== 'commit') return
        committed.push(connection)
        return drop()
      },
    })
    const pool = await poolTo(endpoint)
    const work = pool.transaction()
    await work.begin()
    const error = await trouble(work.commit())
    expect(error).toMatchObject({ message: expect.stringContaining('socket hang up') })
    expect(committed).toEqual([2])
    await pool.query('select state from run')
    expect(endpoint.story.at(-1)).toBe('3: select state from run')
  })
})

describe('a fault', () => {
  test('ends the connection in the middle of a result', async () => {
    const endpoint = await TdsEndpoint.start({
      answer: ({ connection }) =>
        connection === 2
          ? rows(
              pupils,
              [
                { id: 1, name: 'Ada' },
                { id: 2, name: 'Ben' },
              ],
              drop(),
            )
          : undefined,
    })
    const pool = await poolTo(endpoint)
    const { seen, errors } = await streamed(pool.request(), 'select id, name from pupil')
    expect(errors[0]?.message).toContain('socket hang up')
    expect(seen).toEqual([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Ben' },
    ])
    await pool.query('select 1')
    expect(endpoint.story.at(-1)).toBe('3: select 1')
  })

  test.each([0, 1, 8, 9, 30, 60, 100])('ends the connection after %i bytes of an answer', async (bytes) => {
    const endpoint = await TdsEndpoint.start({
      answer: () => dropAfter(bytes, rows(pupils, [{ id: 1, name: 'Ada Lovelace of Year 9' }])),
    })
    const pool = await poolTo(endpoint)
    expect(await trouble(pool.query('select 1'))).toMatchObject({ name: 'RequestError' })
  })

  test.each(['closed', 'reset'] as const)('ends the connection before any answer: %s', async (how) => {
    const endpoint = await TdsEndpoint.start({ answer: () => drop(how) })
    const pool = await poolTo(endpoint)
    const error = await trouble(pool.query('select 1'))
    expect(error.message).toContain(how === 'closed' ? 'socket hang up' : 'ECONNRESET')
  })

  test('ends a connection on which nothing is under way', async () => {
    const endpoint = await TdsEndpoint.start()
    const pool = await poolTo(endpoint)
    await pool.query('select 1')
    endpoint.drop()
    await vi.waitFor(() => expect(endpoint.open).toBe(0))
    await pool.query('select 2')
    expect(endpoint.story).toEqual(['1: login', '2: login', '2: select 1', '3: login', '3: select 2'])
  })

  test('hangs until the client gives up; an attention is answered, and the connection good for more', async () => {
    const endpoint = await TdsEndpoint.start({ answer: ({ sql }) => (sql === 'slow' ? hang() : undefined) })
    const pool = await poolTo(endpoint)
    expect(await trouble(hurried(pool).query('slow'))).toMatchObject({ code: 'ETIMEOUT' })
    await pool.query('select 1')
    expect(endpoint.story).toEqual(['1: login', '2: login', '2: slow', '2: attention', '2: select 1'])
  })

  test('hangs in the middle of a result until the client cancels', async () => {
    const endpoint = await TdsEndpoint.start({
      answer: ({ sql }) => (sql === 'slow' ? rows(pupils, [{ id: 1 }], hang()) : undefined),
    })
    const pool = await poolTo(endpoint)
    const request = pool.request()
    const { seen, errors } = await streamed(request, 'slow', () => request.cancel())
    expect(seen).toHaveLength(1)
    expect(errors[0]).toMatchObject({ code: 'ECANCEL' })
    await pool.query('select 1')
    expect(endpoint.story).toEqual(['1: login', '2: login', '2: slow', '2: attention', '2: select 1'])
  })

  test('hangs and does not even hear an attention', async () => {
    const endpoint = await TdsEndpoint.start({ answer: () => hang('ignored') })
    const pool = await poolTo(endpoint, { cancelTimeout: 50 })
    const error = await trouble(hurried(pool).query('slow'))
    expect(error.message).toContain('Failed to cancel request in 50ms')
    expect(endpoint.story.at(-1)).toBe('2: attention')
    await vi.waitFor(() => expect(endpoint.open).toBe(0))
  })

  test('is the client’s own when it stops half way through what it sends', async () => {
    async function* many(stop: () => void) {
      for (let id = 0; id < 5000; id += 1) {
        if (id === 4000) stop()
        yield [id]
      }
    }
    const endpoint = await TdsEndpoint.start()
    const { connection } = await connectionTo(endpoint)
    const error = await new Promise((resolve) => {
      const bulk = connection.newBulkLoad('mark', resolve)
      bulk.addColumn('id', TYPES.Int, { nullable: false })
      connection.execBulkLoad(
        bulk,
        many(() => bulk.cancel()),
      )
    })
    expect(error).toMatchObject({ code: 'ECANCEL' })
    expect(endpoint.log.map(({ kind }) => kind)).toEqual(['login', 'setup', 'batch', 'ignored'])
    await finished((done) => connection.execSqlBatch(new Request('select 1', done)))
  })
})
