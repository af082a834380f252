import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { quoted } from '../../src/db/mssql/quote.ts'
import { SERVER, withServer } from '../database.ts'
import { endConnectionsOf } from '../kept-connections.ts'
import { TestSchool } from '../school.ts'
import { inBatches } from './batches.ts'

const JOBS = `  clear-expired-notices: { at: '12:05' }
  bus-route-groups: { at: '12:05' }
  temporary-group-housekeeping: { at: '12:05' }
  refresh-all-years: { at: '12:05' }`

/** A login that is in no role and has no right, and is gone when the test has ended. */
async function newLogin(school: TestSchool): Promise<{ name: string; connection: string }> {
  const name = `svc_${randomBytes(4).toString('hex')}`
  const password = `Pa55-${randomBytes(8).toString('hex')}`
  const place = school.database.place as never
  await withServer(place, (db) =>
    db.run(db.sql.raw(`CREATE LOGIN ${quoted(name)} WITH PASSWORD = '${password}'`)),
  )
  onTestFinished(() =>
    withServer(place, async (db) => {
      await endConnectionsOf(name)
      await db.run(db.sql.raw(`IF USER_ID(N'${name}') IS NOT NULL DROP USER ${quoted(name)}`))
      await db.run(db.sql.raw(`DROP LOGIN ${quoted(name)}`))
    }),
  )
  const connection = SERVER!
    .replace(/User Id=[^;]*/i, `User Id=${name}`)
    .replace(/Password=[^;]*/i, `Password=${password}`)
  return { name, connection }
}

test.skipIf(!SERVER)(
  'a login with the rights that db grants prints runs a night, and has no others',
  async () => {
    const school = await TestSchool.open(JOBS)
    await school.tick()
    const { name, connection } = await newLogin(school)
    const { code, out } = await school.run('db', 'grants', '--login', name)
    expect(code).toBe(0)
    await grant(school, out)

    school.world = { env: { PARS_TEST_MSSQL_URL: connection } }
    const ada = await school.pupil('Ada')
    await school.add('notice', {
      ...{ title: 'x', body: 'y', created_at: '2026-11-01T12:00:00.000Z', expires_on: '2026-11-02' },
    })
    expect(await school.tick('2026-11-23 12:05')).toMatchObject({ code: 0, err: '' })
    expect(await school.rows('notice')).toEqual([])
    expect(await school.rows('group_member')).toMatchObject([{ pupil_id: ada }])

    const checked = await school.run('db', 'check', '--json')
    expect(checked.code, checked.out).toBe(0)
    const { school: tables } = JSON.parse(checked.out)
    const rightsOf = (table: string) => tables.find((one: { table: string }) => one.table === table).rights
    expect(rightsOf('notice')).toEqual(['SELECT', 'INSERT', 'UPDATE', 'DELETE'])
    expect(rightsOf('bus_route')).toEqual(['SELECT'])
    expect(rightsOf('sms_message')).toEqual([])
  },
)

/** Runs the script, and takes its grants back when the test has ended. */
async function grant(school: TestSchool, script: string): Promise<void> {
  const place = school.database.place as never
  await inBatches(place, script)
  const revoked = script.replace(/\bGRANT (.*) TO (\[\w+\]);/g, 'REVOKE $1 FROM $2;')
  onTestFinished(() => inBatches(place, revoked))
}

test.skipIf(!SERVER)('a login without them is told which it lacks, and what grants them', async () => {
  const school = await TestSchool.open(JOBS)
  await school.tick()
  const { name, connection } = await newLogin(school)
  const { out } = await school.run('db', 'grants', '--login', name)
  const without = out.replace(/^GRANT (.*) ON (.*\.\[notice\])/m, 'GRANT SELECT ON $2')
  await grant(school, without)
  school.world = { env: { PARS_TEST_MSSQL_URL: connection } }
  const checked = await school.run('db', 'check')
  expect(checked.code).toBe(6)
  expect(checked.out).toContain('error: wants rights that the login lacks: INSERT, UPDATE, DELETE')
  expect(checked.out).toMatch(
    new RegExp(`^ +GRANT INSERT, UPDATE, DELETE ON \\[\\w+\\]\\.\\[notice\\] TO \\[${name}\\];$`, 'm'),
  )
  expect(await school.run('db', 'migrate', '--down', '--to', '0', '--yes')).toMatchObject({
    code: 1,
    err: expect.stringContaining('pars-auto db migrate --sql'),
  })
})
