import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const open = () => TestSchool.open('  refresh-all-years:')

const LESSON = {
  ...{
    date: '2026-11-23',
    period: 1,
    starts_at: '08:50',
    ends_at: '09:50',
    subject: 'Łacina – Ελληνικά 漢字',
  },
  ...{ registration_group_id: 1, staff_id: 1, room: "B'2" },
}
const RULE = { ...{ name: 'x', active: 1, criterion: 'code' }, ...{ comparison: 'none', threshold: 0 } }

describe.skipIf(!SERVER)('a server (PARS_TEST_MSSQL_URL)', () => {
  test.each<[how: string, add: (school: TestSchool, table: string, row: Row) => Promise<unknown>]>([
    ['one by one', (school, table, row) => school.add(table, row)],
    [
      'in bulk',
      (school, table, row) =>
        school.with((db) => db.bulkInsert(table, Object.keys(row), [Object.values(row)])),
    ],
  ])('gives back what it was given, %s', async (_how, add) => {
    const school = await open()
    await add(school, 'lesson', LESSON)
    expect(await school.rows('lesson')).toMatchObject([LESSON])
    const owner = {
      mark_id: 2 ** 31 - 1,
      staff_id: null,
      altered_at: '2026-03-29T01:30:00.123Z',
      source: 'scan',
    }
    await add(school, 'mark_owner', owner)
    expect(await school.rows('mark_owner')).toEqual([owner])
    const notice = {
      title: 'a  ',
      body: 'x'.repeat(20_000),
      created_at: '0999-01-01T00:00:00.000Z',
      expires_on: null,
    }
    await add(school, 'notice', notice)
    expect(await school.rows('notice')).toMatchObject([notice])
    const rule = { ...RULE, awards: 'once', period: 'day', award_ground_id: 1, award_outcome_id: 1 }
    await add(school, 'behaviour_rule', rule)
    expect(await school.rows('behaviour_rule')).toMatchObject([rule])
  })

  test('keeps a transaction that returns, and undoes one that throws, with all that was in it', async () => {
    const school = await open()
    await school.with(async (db) => {
      await db.transaction((session) => session.insert('house', { name: 'Red' }))
      const failing = db.transaction(async (session) => {
        await session.insert('house', { name: 'Blue' })
        await session.bulkInsert('house', ['name'], [['Green']])
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
    })
    expect(await school.rows('house')).toMatchObject([{ name: 'Red' }])
  })

  test('finds by values what was staged from elsewhere: types and collation agree with those of the tables', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await school.add('lesson', LESSON)
    await school.with((db) =>
      db.transaction(async (session) => {
        const rows = [[ada, '000001', 'Ada', '2026-11-23', '08:50']]
        const columns = ['pupil_id', 'admission_number', 'forename', 'date', 'starts_at']
        const staged = await session.stageRows(columns, rows)
        const found = session
          .sql({ s: staged })
          .join({ p: 'pupil' }, (on) =>
            on
              .on('p.id', 's.pupil_id')
              .andOn('p.admission_number', 's.admission_number')
              .andOn('p.forename', 's.forename'),
          )
          .join({ l: 'lesson' }, (on) => on.on('l.date', 's.date').andOn('l.starts_at', 's.starts_at'))
        expect(await session.all(found.select('p.id', 'l.starts_at'))).toEqual([
          { id: ada, starts_at: '08:50' },
        ])
        const again = await session.stage(found.clone().clear('select').select('p.forename', 'l.starts_at'))
        expect(await session.all(session.sql(again))).toEqual([{ forename: 'Ada', starts_at: '08:50' }])
      }),
    )
  })

  test('is free for what comes next when somebody stops reading in the middle', async () => {
    const school = await open()
    await school.with((db) =>
      db.transaction(async (session) => {
        await session.bulkInsert(
          'house',
          ['name'],
          Array.from({ length: 2000 }, (_, n) => [`House ${n}`]),
        )
        for await (const { name } of session.each<{ name: string }>(session.sql('house').orderBy('id'))) {
          expect(name).toBe('House 0')
          break
        }
        expect(await session.first(session.sql('house').count({ n: '*' }))).toEqual({ n: 2000 })
      }),
    )
  })

  test('counts and numbers its own rows where triggers of the school add and change others', async () => {
    const school = await open()
    await school.with(async (db) => {
      const [house, notice] = ['house', 'notice'].map((name) => `[${db.nameOf(name).replace('.', '].[')}]`)
      const trigger = `${house!.slice(0, -6)}added]`
      const run = (sql: string) => db.run(db.sql.raw(sql))
      await run(
        `EXEC('CREATE TRIGGER ${trigger} ON ${house} AFTER INSERT, UPDATE AS INSERT INTO ${notice} (title, body, created_at) SELECT name, name, SYSUTCDATETIME() FROM inserted UNION ALL SELECT name, name, SYSUTCDATETIME() FROM inserted')`,
      )
      try {
        await db.insert('notice', { title: '', body: '', created_at: '2026-11-23T12:00:00.000Z' })
        const red = await db.insert('house', { name: 'Red' })
        expect(await db.all(db.sql('house').where({ id: red }))).toEqual([{ id: red, name: 'Red' }])
        expect(await db.run(db.sql('house').update({ name: 'Blue' }))).toBe(1)
        expect(await db.bulkInsert('house', ['name'], [['Green'], ['Gold'], ['Grey']])).toBe(3)
        expect(await db.all(db.sql('notice'))).toHaveLength(1 + 2 + 2 + 6)
      } finally {
        await run(`DROP TRIGGER ${trigger}`)
      }
    })
  })
})
