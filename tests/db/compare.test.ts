import { describe, expect, test } from 'vitest'
import { columnOf, keysOf } from '../../src/db/check/catalogue-rows.ts'
import { differences } from '../../src/db/check/compare.ts'
import type { Found, FoundColumn } from '../../src/db/check/found.ts'
import { measureFor } from '../../src/db/check/measure.ts'
import { targetOf } from '../../src/db/check/target.ts'
import { sqlServerFit } from '../../src/db/check/types.ts'
import { code, date, flag, identity, instant, int, optional, table, text, time } from '../../src/db/table.ts'

const measure = measureFor('mssql', { user: 'RIVERSIDE\\svc' })

const column = (type: string, given: Partial<FoundColumn> = {}): FoundColumn => ({
  type,
  nullable: false,
  identity: false,
  optional: false,
  ...given,
})

const room = table(
  'A room.',
  { id: identity(), name: text(60, 'Name.'), closed_on: optional(date('Since when.')) },
  { unique: [['name']], indexes: [['closed_on', 'name']] },
)

const found = (given: Partial<Found> = {}): Found => ({
  at: '[school].[room]',
  kind: 'table',
  columns: new Map([
    ['id', column('int', { identity: true })],
    ['name', column('nvarchar', { length: 60 })],
    ['closed_on', column('date', { nullable: true })],
  ]),
  keys: [['id'], ['name']],
  indexes: [['closed_on', 'name', 'id']],
  denied: [],
  ...given,
})

const compared = (its: Found, { isWritten = true, mindsCase = false } = {}) =>
  differences({ name: 'room', table: room, isWritten }, its, mindsCase, measure)

describe('what a database has in place of a declared table', () => {
  test('fits', () => {
    expect(compared(found())).toEqual([])
  })

  test('fits with a stricter key and a longer index', () => {
    expect(compared(found({ keys: [['id'], ['name']], indexes: [['closed_on', 'name', 'id']] }))).toEqual([])
    const narrower = { ...room, unique: [['name', 'closed_on']] }
    expect(differences({ name: 'room', table: narrower, isWritten: true }, found(), false, measure)).toEqual(
      [],
    )
  })

  test('lacks rights, which the login is to be granted', () => {
    expect(compared(found({ denied: ['INSERT', 'DELETE'] }))).toEqual([
      {
        severity: 'error',
        problem: 'wants rights that the login lacks: INSERT, DELETE',
        cure: 'GRANT INSERT, DELETE ON [school].[room] TO [RIVERSIDE\\svc];',
      },
    ])
    expect(compared(found({ denied: ['INSERT', 'DELETE'] }), { isWritten: false })).toEqual([])
  })

  test('numbers its rows by itself, where jobs add rows', () => {
    const columns = new Map([...found().columns, ['id', column('int')]])
    expect(compared(found({ columns })).map(({ problem }) => problem)).toEqual([
      'is no IDENTITY: the jobs leave it to the database to number new rows',
    ])
    expect(compared(found({ columns }), { isWritten: false })).toEqual([])
  })

  test('takes NULL where jobs leave a column empty', () => {
    const columns = new Map([...found().columns, ['closed_on', column('date')]])
    expect(compared(found({ columns }))).toMatchObject([
      {
        column: 'closed_on',
        problem: 'takes no NULL, and the jobs leave it empty at times',
        cure: 'ALTER TABLE [school].[room] ALTER COLUMN [closed_on] date NULL;',
      },
    ])
  })

  test('is called by another capital in a database that minds', () => {
    const columns = new Map([...found().columns].map(([name, its]) => [name === 'name' ? 'Name' : name, its]))
    expect(
      compared(found({ columns, keys: [['id'], ['Name']] }), { mindsCase: true, isWritten: false }),
    ).toMatchObject([
      { column: 'name', problem: 'is called Name here, and this database takes capitals for other letters' },
    ])
  })

  test('is behind a synonym: its keys are looked for there, and a column is cured by a view', () => {
    const columns = new Map([...found().columns, ['name', column('varchar', { length: 20 })]])
    const behind = found({ columns, base: '[PARS].[dbo].[Room]', keys: [], indexes: [] })
    expect(compared(behind)).toEqual([
      {
        column: 'name',
        severity: 'error',
        problem: 'is varchar(20); it must be nvarchar(60) NOT NULL',
        cure: '-- in a view instead of the synonym, plainly, a column that is nvarchar(60): t.[…] AS [name]',
      },
      {
        severity: 'error',
        problem: 'nothing keeps two rows from having the same id',
        cure: 'ALTER TABLE [PARS].[dbo].[Room] ADD CONSTRAINT [PK_room] PRIMARY KEY ([id]);',
      },
      {
        severity: 'error',
        problem: 'nothing keeps two rows from having the same name',
        cure: 'CREATE UNIQUE INDEX [UX_room_name] ON [PARS].[dbo].[Room] ([name]);',
      },
      {
        severity: 'remark',
        problem: 'has no index on closed_on, name, so looking rows up takes longer',
        cure: 'CREATE INDEX [IX_room_closed_on_name] ON [PARS].[dbo].[Room] ([closed_on], [name]);',
      },
    ])
  })
})

describe('a synonym', () => {
  const row = {
    name: 'Room',
    id: 7,
    base: '[PARS].[dbo].[Room]',
    base_id: 12,
    base_server: null,
    base_database: 'PARS',
  }

  test('is followed into another database', () => {
    expect(targetOf(row, 'room', 'school')).toEqual({
      name: 'room',
      at: '[school].[Room]',
      base: '[PARS].[dbo].[Room]',
      database: 'PARS',
      id: 12,
    })
    expect(targetOf({ ...row, base: '[dbo].[Room]', base_database: null }, 'room', 'school')).toMatchObject({
      database: undefined,
    })
  })

  test('that leads nowhere, or to another server, says so', () => {
    expect(targetOf({ ...row, base_id: null }, 'room', 'school')).toMatchObject({
      why: expect.stringContaining('which is not there, or the login has no right on it'),
    })
    expect(targetOf({ ...row, base_server: 'OTHER' }, 'room', 'school')).toMatchObject({
      why: expect.stringContaining('on another server'),
    })
  })
})

describe('a type', () => {
  const whole = int('x')
  const kept = text(60, 'x')
  test.each([
    [whole, column('bigint'), true, true],
    [whole, column('smallint'), false, true],
    [whole, column('decimal', { precision: 9, scale: 0 }), true, true],
    [whole, column('decimal', { precision: 9, scale: 2 }), false, false],
    [whole, column('varchar', { length: 10 }), false, false],
    [flag('x'), column('bit'), true, true],
    [flag('x'), column('char', { length: 1 }), false, false],
    [date('x'), column('datetime'), false, false],
    [time('x'), column('time', { scale: 0 }), false, true],
    [time('x'), column('char', { length: 4 }), false, false],
    [instant('x'), column('smalldatetime'), false, true],
    [instant('x'), column('varchar', { length: 24 }), false, false],
    [kept, column('nvarchar', { length: 20 }), false, true],
    [kept, column('nvarchar', { length: 20 }), true, false],
    [kept, column('varchar', { length: 60 }), true, true],
    [kept, column('ntext'), false, false],
    [text('max', 'x'), column('nvarchar', { length: 4000 }), true, false],
    [text('max', 'x'), column('nvarchar', { length: Number.POSITIVE_INFINITY }), true, true],
    [code(3, 'x'), column('nchar', { length: 3 }), true, true],
    [code(3, 'x'), column('uniqueidentifier'), false, false],
  ])('%o in place of which is %o, written: %s, fits: %s', (declared, its, isWritten, fits) => {
    expect(sqlServerFit(declared, its, isWritten).fits).toBe(fits)
  })

  test('is read from the catalogue in characters, not in bytes', () => {
    const row = {
      ...{ id: 1, object_type: 'U', name: 'x', precision: 0, scale: 0 },
      ...{ is_nullable: 1, is_identity: 0, is_optional: 0 },
    }
    expect(columnOf({ ...row, type: 'nvarchar', max_length: 120 }).length).toBe(60)
    expect(columnOf({ ...row, type: 'varchar', max_length: 60 }).length).toBe(60)
    expect(columnOf({ ...row, type: 'nvarchar', max_length: -1 }).length).toBe(Number.POSITIVE_INFINITY)
    expect(columnOf({ ...row, type: 'timestamp', max_length: 8 }).optional).toBe(true)
    expect(columnOf({ ...row, type: null, max_length: -1 }).type).toBe('a type of program code')
  })
})

test('keys are put together from the columns of indexes', () => {
  const row = (index_id: number, is_unique: number, name: string) => ({ id: 1, index_id, is_unique, name })
  expect(keysOf([row(1, 1, 'id'), row(2, 0, 'date'), row(2, 0, 'id'), row(3, 1, 'name')])).toEqual({
    keys: [['id'], ['name']],
    indexes: [['id'], ['date', 'id'], ['name']],
  })
})
