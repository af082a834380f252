import { describe, expect, test } from 'vitest'
import { check } from '../../src/db/check/check.ts'
import { contract, type TableName } from '../../src/db/contract.ts'
import { contractScript } from '../../src/db/mssql/contract-sql.ts'
import { typeOf } from '../../src/db/mssql/types.ts'
import { openDatabase } from '../../src/db/open.ts'
import type { Table } from '../../src/db/table.ts'
import { registry } from '../../src/jobs/index.ts'
import { placeWithTables, SERVER } from '../database.ts'
import { inBatches } from './batches.ts'

const NAMES = Object.keys(contract) as TableName[]
const WRITTEN = new Set(Object.values(registry).flatMap(({ writes }) => writes as string[]))
const users = (name: TableName) => ({ readBy: ['a-job'], writtenBy: WRITTEN.has(name) ? ['another'] : [] })
const script = contractScript({ schema: 'school', database: 'SIMS' }, NAMES, users)

describe('the T-SQL that maps a school’s own tables', () => {
  test('has a view for each table, with every column and what it must hold', () => {
    for (const [name, { columns, about }] of Object.entries<Table>(contract)) {
      expect(script).toContain(`-- ${name}: ${about}`)
      const start = script.indexOf(`CREATE VIEW [school].[${name}] AS`)
      const view = script.slice(start, script.indexOf('\nGO', start))
      for (const [column, declared] of Object.entries(columns)) {
        expect(view).toContain(` AS [${column}]`)
        expect(view).toContain(declared.about)
      }
    }
  })

  test('computes no column that a job writes', () => {
    expect(script).toMatch(/ {2}t\.\[body\] AS \[body\], -- nvarchar\(max\); The text\.$/m)
    expect(script).toMatch(
      / {2}CAST\(t\.\[upn\] AS varchar\(13\)\) AS \[upn\], -- may be NULL; Unique pupil number/m,
    )
  })

  test('says of the names of SIMS only that they have been seen', () => {
    const names = script.split('\n').filter((line) => /\bsims\./.test(line))
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((line) => !line.startsWith('-- Seen in public SQL, check: '))).toEqual([])
  })
})

test.skipIf(!SERVER)(
  'with tables in place of what is to be replaced, it makes a school that fits',
  async () => {
    const { place, source } = await placeWithTables()
    const tables = Object.entries<Table>(contract).map(([name, { columns }]) => {
      const definitions = Object.entries(columns).map(
        ([column, declared]) =>
          `[${column}] ${typeOf(declared)}${declared.identity ? ' IDENTITY(1,1)' : ''} ${declared.nullable ? 'NULL' : 'NOT NULL'}`,
      )
      return `CREATE TABLE [${source}].[your_${name}] (${definitions.join(', ')})`
    })
    await inBatches(place, tables.join('\nGO\n'))
    await inBatches(place, contractScript(place, NAMES, users).replaceAll('[your_schema]', `[${source}]`))
    const db = await openDatabase(place, {})
    try {
      const needs = new Map(NAMES.map((name) => [name, { jobs: ['a-job'], isWritten: WRITTEN.has(name) }]))
      const { school } = await check(db, place, needs)
      expect(school.filter(({ differences }) => differences.length > 0)).toEqual([])
      expect(school.map(({ kind }) => kind)).toEqual(NAMES.map(() => 'view'))
      // Through a view, as a job would.
      await db.run(db.sql('notice').insert({ title: 'x', body: 'y', created_at: '2026-11-23T12:00:00.000Z' }))
      expect(await db.run(db.sql('notice').where({ title: 'x' }).delete())).toBe(1)
    } finally {
      await db.close()
    }
  },
)
