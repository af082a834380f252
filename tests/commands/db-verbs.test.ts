import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { migrations, own } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const LAST = migrations.length
let school: TestSchool

beforeEach(async () => {
  school = await TestSchool.open("  clear-expired-notices: { at: '12:05' }")
  await school.tick()
}, 60_000)

const db = (...args: string[]) => school.run('db', ...args)

describe('db ping', () => {
  test('says what it reached and how long it took', async () => {
    const { code, out } = await db('ping')
    expect(code).toBe(0)
    expect(out).toMatch(/^Database +\S.*$/m)
    expect(out).toContain(`Own tables   are up to date (step ${LAST})`)
    expect(out).toMatch(/^Took +connecting [\d.]+ ms, answering [\d.]+ ms, looking around [\d.]+ ms$/m)
    expect(out).toContain('Clock        agrees with that of this host')
    expect(out).not.toMatch(/password=|pwd=/i)
  })

  test('says how far the clocks are apart', async () => {
    school.clockError = -90_000
    expect((await db('ping')).out).toContain('Clock        90.0 s behind that of this host')
  })

  test('says the same to programs', async () => {
    const said = JSON.parse((await db('ping', '--json')).out)
    expect(said).toMatchObject({
      clock: 0,
      ownTables: { here: LAST, known: LAST },
      rights: { notice: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
      milliseconds: { connect: expect.any(Number), answer: expect.any(Number), look: expect.any(Number) },
    })
  })

  test.skipIf(!SERVER)(
    'says of a server what it is, as whom it reached it and whether readers wait',
    async () => {
      const { out } = await db('ping')
      expect(out).toMatch(/^Server +\S+, SQL Server \d+\./m)
      expect(out).toMatch(/compatibility level \d+, collation \w+/)
      expect(out).toMatch(/^Login +\w+.*; in the database \w+$/m)
      expect(out).toMatch(/READ_COMMITTED_SNAPSHOT o(n|ff), snapshot isolation o(n|ff)/)
      expect(out).toMatch(/^Rights +select, insert, update, delete: preference, /m)
    },
  )
})

describe('db check', () => {
  test('is content with a database that has all that the jobs need', async () => {
    const { code, out } = await db('check')
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/ has what the jobs need: \d+ tables looked at\.\n$/),
    })
  })

  test('names each difference with what cures it, and ends with 6', async () => {
    await altered(async (one) => {
      await one.run(one.sql.raw(`DROP INDEX ${indexOn('notice', 'expires_on')}`))
      await one.run(one.sql.raw(`ALTER TABLE ${named('notice')} DROP COLUMN title`))
      await one.run(one.sql.raw(`DROP TABLE ${named('house')}`))
    })
    const { code, out } = await db('check')
    expect(code).toBe(6)
    expect(out).toMatch(/^notice table \S+, needed by clear-expired-notices$/m)
    expect(out).toMatch(/^ {2}error: title is not there; it must be .* NOT NULL$/m)
    expect(out).toMatch(
      /^ {2}remark: has no index on expires_on, so looking rows up takes longer\n {4}CREATE INDEX/m,
    )
    expect(out).toContain('Not there, and needed by no job that is switched on: house.')
    expect(out).toMatch(/: 1 error, 1 remark in \d+ tables\. Nothing was changed;/)
    const said = JSON.parse((await db('check', '--json')).out)
    expect(said).toMatchObject({ ok: false, steps: { here: LAST, known: LAST } })
    // It is spoilt for the tests that would use it next.
    await repair()
  })

  /** Whoever looks after the database writes for that kind of database alone. */
  async function altered(work: (one: Database) => Promise<void>): Promise<void> {
    const one = await openDatabase(school.database.place, {})
    await work(one).finally(() => one.close())
  }
  const named = (table: string) =>
    school.database.place.type === 'sqlite' ? `"${table}"` : `[${school.database.place.schema}].[${table}]`
  const indexOn = (table: string, column: string) =>
    school.database.place.type === 'sqlite'
      ? `"${table}_${column}"`
      : `[IX_${table}_${column}] ON ${named(table)}`
  const repair = () =>
    altered(async (one) => {
      if (one.dialect === 'sqlite') return
      const { ddlOf } = await import('../../src/db/ddl.ts')
      const { contract } = await import('../../src/db/contract.ts')
      await one.run(one.sql.raw(`DROP TABLE ${named('notice')}`))
      for (const table of ['notice', 'house'] as const)
        for (const sql of ddlOf(one).createTable(table, contract[table])) await one.run(one.sql.raw(sql))
    })
})

describe('db migrate', () => {
  test('has nothing to do where all is up to date', async () => {
    expect(await db('migrate')).toMatchObject({
      code: 0,
      out: expect.stringMatching(`are up to date \\(step ${LAST}\\)\\.\n$`),
    })
  })

  test('says what is lost before it takes a step back, and does it when that is meant', async () => {
    const asked = await db('migrate', '--down')
    expect(asked.code).toBe(2)
    expect(asked.out).toContain(`back from step ${LAST} to step ${LAST - 1} deletes:`)
    expect(asked.out).toMatch(/^ {2}auto_\w+: the table, with 0 rows$/m)
    expect(asked.out).toMatch(/Nothing was changed\. To do it: --yes\n$/)
    expect((await db('ping')).out).toContain(`step ${LAST})`)

    const done = await db('migrate', '--down', '--to', '2', '--yes')
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Step ${LAST} taken back: ${migrations.at(-1)?.name}.\n`),
    })
    if (SERVER) {
      expect(await db('check')).toMatchObject({
        code: 6,
        out: expect.stringContaining(`keeps for itself are at step 2 of ${LAST}: pars-auto db migrate`),
      })
      expect(await school.tick('2026-11-23 12:20')).toMatchObject({ code: 6 })
    }
    expect((await db('migrate')).out).toContain('Step 3 done: outbox.\n')
    expect(await school.rows(own('run'))).toEqual([])
    expect(await school.rows(own('audit'))).toMatchObject([
      { command: 'db migrate', detail: `Brought the tables of pars-auto to step ${LAST}.` },
    ])
  })

  test.each([
    [['--yes'], '--to and --yes belong to --down.'],
    [['--down', '--to', 'x'], `to ${LAST - 1}; "x" is none.`],
    [['--down', '--to', String(LAST)], `"${LAST}" is none.`],
  ])('refuses %s', async (args, words) => {
    expect(await db('migrate', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(words) })
  })
})

describe('db contract', () => {
  test('prints the T-SQL for one table, without a database', async () => {
    const { code, out } = await db('contract', '--sql', '--table', 'notice')
    expect(code).toBe(0)
    expect(out).toContain('].[notice] AS\nSELECT\n')
    expect(out).toContain('-- WRITTEN by detention-reminder-notices, clear-expired-notices.')
    expect(out.match(/CREATE VIEW/g)).toHaveLength(1)
  })

  test('says which table was meant', async () => {
    expect(await db('contract', '--sql', '--table', 'notise')).toMatchObject({
      code: 2,
      err: 'There is no table "notise". did you mean \'notice\'?\n',
    })
    expect(await db('contract')).toMatchObject({ code: 2, err: expect.stringContaining('--sql') })
  })
})

describe('db grants', () => {
  test('is for a server', async () => {
    const said = await db('grants', '--login', 'RIVERSIDE\\svc]')
    if (SERVER) {
      expect(said.out).toContain(
        "IF USER_ID(N'RIVERSIDE\\svc]') IS NULL CREATE USER [RIVERSIDE\\svc]]] FOR LOGIN [RIVERSIDE\\svc]]];",
      )
      expect(said.out).toMatch(
        /^GRANT SELECT, INSERT, UPDATE, DELETE ON \S+\.\[notice\] TO .*; -- clear-expired-notices$/m,
      )
      expect(said.out).not.toContain('sms_message')
    } else expect(said).toMatchObject({ code: 2, err: expect.stringContaining('is a file') })
  })
})
