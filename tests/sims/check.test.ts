import path from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite } from '../../src/db/sqlite.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const JOBS = '  refresh-all-years:\n  deferred-behaviour-mirroring:'

test.skipIf(SERVER)('db check looks for the tables of SIMS where the config says that they are', async () => {
  const school = await TestSchool.open(JOBS, { simsApart: true })
  await school.tick()
  const fine = await school.run('db', 'check')
  expect(fine.out).toContain('has what the jobs need')
  expect(fine.code).toBe(0)
  const sims = openSqlite(path.join(school.folder, 'sims.db'), { clock: () => school.now })
  await sims.run(sims.sql.raw('DROP TABLE school_history'))
  await sims.close()
  const broken = await school.run('db', 'check')
  expect(broken.code).toBe(6)
  expect(broken.out).toMatch(/school_history.*needed by.*refresh-all-years/)
})

test('db grants gives the login to SIMS what it needs there, and nothing of it in the school', async () => {
  const school = await TestSchool.open(JOBS)
  const on = (name: string, schema: string) =>
    `{ type: sqlserver, server: SRV, name: ${name}, schema: ${schema}, user: pars, password: '\${P}' }`
  school.world = { env: { P: 'secret' } }
  school.database.section = `database: ${on('PARS', 'school')}\nsims: ${on('SIMS', 'simsviews')}\n`
  school.configure(JOBS)
  const { out, code } = await school.run('db', 'grants')
  expect(code).toBe(0)
  const [here, there] = out.split('-- Run it in the database SIMS')
  expect(here).toContain('ON [school].[group_member]')
  expect(here).not.toContain('[school_history]')
  expect(there).toMatch(/GRANT SELECT ON \[simsviews\]\.\[school_history\] TO \[pars\]/)
  expect(there).toMatch(/GRANT SELECT, INSERT, UPDATE, DELETE ON \[simsviews\]\.\[sims_incident\]/)
  expect(there).not.toContain('pars_auto')
  expect(out).not.toContain('secret')
})
