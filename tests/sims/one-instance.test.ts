import { expect, onTestFinished, test } from 'vitest'
import { contract, type TableName } from '../../src/db/contract.ts'
import type { SqlServerPlace } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/index.ts'
import { createSchoolTables } from '../../src/db/school-tables.ts'
import { simsTables } from '../../src/db/whereabouts.ts'
import { freshSimsOnServer, onPlace, passingPlace, SERVER, SIMS_SERVER, withServer } from '../database.ts'
import { TestSchool } from '../school.ts'

/** Two databases of one server, and the tables of SIMS as views in the schema of the contract: no section `sims`. */
test.skipIf(!SERVER || !SIMS_SERVER)(
  'PARS and SIMS in two databases of one instance, by views',
  async () => {
    const sims = await freshSimsOnServer()
    const { database, schema } = sims.place as SqlServerPlace
    const place = await passingPlace()
    const rest = (Object.keys(contract) as TableName[]).filter((table) => !simsTables.includes(table))
    const view = (table: TableName) => {
      const columns = Object.keys(contract[table].columns).map((column) => `[${column}]`)
      const create = `CREATE VIEW [${place.schema}].[${table}] AS SELECT ${columns.join(', ')} FROM [${database}].[${schema}].[${table}]`
      // It has to be alone in its batch.
      return `EXEC(N'${create}')`
    }
    await withServer(place, async (db) => {
      await createSchoolTables(db, rest)
      for (const table of simsTables) await db.run(db.sql.raw(view(table)))
      await migrate(db)
    })
    onTestFinished(() =>
      withServer(place, async (db) => {
        for (const table of simsTables) await db.run(db.sql.raw(`DROP VIEW [${place.schema}].[${table}]`))
      }),
    )
    // Of a view into another database, whoever owns the view needs a right of his own there.
    await withServer(sims.place as SqlServerPlace, async (db) => {
      for (const table of simsTables)
        await db.run(db.sql.raw(`GRANT SELECT ON [${schema}].[${table}] TO public`))
    })
    const school = await TestSchool.open('  refresh-all-years:', { database: onPlace(place) })
    const there = await sims.open()
    const names = { surname: 'Test', forename: 'Ada', date_of_birth: '2012-05-01' }
    const ada = await there.insert('pupil', { admission_number: '000001', ...names })
    await there.insert('school_history', {
      pupil_id: ada,
      start_date: '2020-09-01',
      enrolment_status: 'single',
    })
    await there.close()
    const { counts, message } = JSON.parse((await school.run('refresh-all-years', '--json')).out)
    expect([message, counts]).toMatchObject([null, { created: 1, joined: 1 }])
    expect(await school.rows('group_member')).toMatchObject([{ pupil_id: ada }])
  },
  300_000,
)
