import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SqlServerPlace } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/index.ts'
import { openSqlServer, type SqlServerDatabase } from '../../src/db/mssql/database.ts'
import { createSchoolTables } from '../../src/db/school-tables.ts'
import { passingPlace, SERVER } from '../database.ts'

describe.skipIf(!SERVER)('on SQL Server', () => {
  let place: SqlServerPlace
  let db: SqlServerDatabase
  const log: string[] = []

  beforeEach(async () => {
    place = await passingPlace()
    db = await openSqlServer(place, { onStatement: (sql) => log.push(sql) })
    onTestFinished(() => db.close())
  })

  it('makes', async () => {
    const t = Date.now()
    await createSchoolTables(db)
    console.log('school tables', Date.now() - t)
    await migrate(db)
    console.log('all tables', Date.now() - t)
    const id = await db.insert('pupil', {
      admission_number: '000001',
      surname: 'Ó Test 😀',
      forename: 'Ada',
      date_of_birth: '2012-05-01',
    })
    console.log(id, await db.all(db.sql('pupil')))
    await db.insert('notice', {
      title: 'x',
      body: 'ü',
      created_at: '2026-11-23T12:00:00.123Z',
      expires_on: '2026-11-24',
    })
    console.log(
      await db.all(
        db
          .sql('notice as n')
          .where('n.expires_on', '<', '2026-12-01')
          .where('n.created_at', '2026-11-23T12:00:00.123Z'),
      ),
    )
    await db.transaction(async (s) => {
      const name = await s.stage(
        s.sql('pupil').where('surname', 'Ó Test 😀').select('id', 'admission_number'),
      )
      console.log(await s.all(s.sql(name)))
      const rows = await s.stageRows(
        ['n', 'date', 'word'],
        [
          [1, '2026-01-01', 'ä'],
          [2, null, 'b'],
        ],
        'n',
      )
      console.log(await s.all(s.sql(rows).orderBy('n')))
    })
    await db.bulkInsert(
      'pupil',
      ['id', 'admission_number', 'surname', 'forename', 'date_of_birth'],
      [[77, 'a', 'b', 'ç', '2020-02-29']],
    )
    for await (const row of db.each(db.sql('pupil').orderBy('id'))) console.log(row)
    console.log(await db.run(db.sql('pupil').where({ id: 77 }).update({ surname: 'q' })))
    console.log(log.slice(-20).join('\n'))
    console.log(new Date(await db.now()))
  })
})
