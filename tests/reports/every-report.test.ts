import { describe, expect, test } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { type JobTable, nameOf, tables } from '../../src/db/tables.ts'
import { drawingOf } from '../../src/reports/chart-drawing.ts'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { formatNames } from '../../src/reports/formats/index.ts'
import { builtIn, type ReportName, reports } from '../../src/reports/index.ts'
import { outline } from '../../src/reports/outline.ts'
import { isPeriod } from '../../src/reports/period.ts'
import type { ReportCase } from './cases/case.ts'
import { cases } from './cases/index.ts'
import { ReportSchool } from './school.ts'

describe.each(Object.keys(builtIn) as ReportName[])('%s', (name) => {
  const { parameters, period, arrange, rows, of7A, ofAda }: ReportCase = cases[name]
  const report = reports[name]!
  const asked = { parameters, period }
  const open = async () => {
    const school = await ReportSchool.open()
    await arrange(school)
    return school
  }

  test('is declared under its own name, with words for what it is and for what can be set', () => {
    expect(report.name).toBe(name)
    expect(report.summary).toMatch(/^[A-Z].*\.$/)
    expect(report.empty).toMatch(/^[A-Z].*\.$/)
    if (report.notes) expect(report.notes).toMatch(/^[A-Z].*\.$/s)
    expect(report.explain?.(report.params.parse(parameters ?? {})) ?? 'Nothing.').toMatch(/^[A-Z].*\.$/)
    expect(isPeriod(report.period)).toBe(true)
    for (const schema of Object.values(report.params.shape))
      expect(schema.description).toMatch(/^(true: )?[A-Z].*\.$/)
  })

  test('its percents, sections and chart speak of columns that it has', () => {
    const { columns, sections = [], chart } = report
    const keys = Object.keys(columns)
    for (const { type, share, total } of Object.values(columns)) {
      expect(share !== undefined).toBe(type === 'percent')
      if (share) expect(keys).toEqual(expect.arrayContaining([share.of, share.outOf]))
      // Of its two columns the totals are needed as well.
      if (share && total)
        expect([columns[share.of]!.total, columns[share.outOf]!.total]).toEqual([true, true])
    }
    expect(sections.length).toBeLessThanOrEqual(2)
    for (const section of sections) expect(columns[section]).toMatchObject({ title: expect.any(String) })
    if (!chart) return
    expect(columns[chart.value]?.type).toMatch(/^(number|percent)$/)
    if (chart.of === 'sections')
      expect([sections.length > 0, columns[chart.value]!.total]).toEqual([true, true])
    else expect(keys).toContain(chart.label)
    const bars = [{ name: 'Year 7', value: 1, text: '1' }]
    expect(drawingOf({ title: chart.title, bars, type: 'number' }).svg.text).toContain(
      `>${chart.title}</text>`,
    )
  })

  test('shows these rows', async () => {
    expect((await (await open()).make(name, asked)).rows).toEqual(rows)
  })

  test('is narrowed to a registration group, and to a pupil', async () => {
    const school = await open()
    expect((await school.make(name, { ...asked, select: { group: '7A' } })).rows).toEqual(of7A)
    expect((await school.make(name, { ...asked, select: { pupil: '000001' } })).rows).toEqual(ofAda)
    expect((await school.make(name, { ...asked, select: { house: 'Nobody' } })).rows).toEqual([])
  })

  test('selects a value for every column, of the kind that it says', async () => {
    const { document } = await (await open()).make(name, asked)
    for await (const row of document.rows())
      for (const [key, { type }] of Object.entries(report.columns)) {
        expect(Object.keys(row)).toContain(key)
        if (row[key] !== null) expect(row[key], key).toSatisfy(KINDS[type])
      }
  })

  test('puts together what belongs together: no heading comes twice', async () => {
    const school = await open()
    await multiply(school, 3)
    const headings = new Set<string>()
    let outer = ''
    for await (const line of outline((await school.make(name, asked)).document)) {
      if (line.kind !== 'heading') continue
      if (line.level === 1) outer = line.words
      const path = line.level === 1 ? outer : `${outer}, ${line.words}`
      expect(headings).not.toContain(path)
      headings.add(path)
    }
    expect(headings.size > 0).toBe(report.sections !== undefined)
  })

  test('reads no table that it did not declare', async () => {
    const school = await open()
    const { statements } = await school.make(name, { ...asked, select: {} })
    const names = new Map((Object.keys(tables) as JobTable[]).map((table) => [nameOf(table), table]))
    const read = statements.flatMap((sql) =>
      [...sql.matchAll(/(?:from|join) `(\w+)`/g)].flatMap(([, table]) => names.get(table!) ?? []),
    )
    expect(report.reads).toEqual(expect.arrayContaining([...new Set(read)]))
  })

  test('asks as often for many pupils as for few, in words that SQL Server 2016 has', async () => {
    const school = await open()
    const few = await school.make(name, asked)
    await multiply(school, 30)
    const many = await school.make(name, asked)
    expect(many.statements.length).toBe(few.statements.length)
    expect(many.statements.filter((sql) => NOT_IN_2016.test(sql))).toEqual([])
  })

  test('says so when there is nothing to show: in a school without pupils, and with one', async () => {
    const school = await ReportSchool.open({ groups: false })
    const none = await school.make(name, asked)
    expect(none.rows).toEqual([])
    expect(await inText(none.document)).toContain(report.empty)
    await school.pupil('Ada', null)
    await school.make(name, asked)
  })

  test('can be written in every format, with rows and without', async () => {
    const school = await open()
    for (const select of [{}, { house: 'Nobody' }]) {
      const { document } = await school.make(name, { ...asked, select })
      for (const format of formatNames) expect((await bytesOf(document, format)).length).toBeGreaterThan(0)
    }
  })
})

const KINDS = {
  text: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => Number.isSafeInteger(value),
  percent: (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1,
  date: (value: unknown) => /^\d{4}-\d\d-\d\d$/.test(value as string),
  instant: (value: unknown) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value as string),
  time: (value: unknown) => /^\d\d:\d\d$/.test(value as string),
}

/** What SQLite understands and SQL Server 2016 does not. */
const NOT_IN_2016 =
  /(?<![lr])trim\s*\(|\|\||ifnull\s*\(|group_concat|strftime|julianday|\bglob\b|substr\s*\(|\bdate\(/i

const inText = async (document: ReportDocument) => (await bytesOf(document, 'text')).toString()

/** So many more pupils like each of those there are: with the same groups, stays, marks and whatever else is theirs. */
async function multiply(school: ReportSchool, times: number): Promise<void> {
  const theirs = Object.entries(contract).filter(([, { columns }]) => 'pupil_id' in columns)
  await school.school.with(async (db) => {
    const pupils = await db.all<Row & { id: number }>(db.sql('pupil'))
    const rows = await Promise.all(
      theirs.map(([table]) => db.all<Row>(db.sql(table).whereNotNull('pupil_id'))),
    )
    const copies: number[] = []
    await db.transaction(async (session) => {
      for (let time = 1; time <= times; time++) {
        const twins = new Map<number, number>()
        for (const { id, ...pupil } of pupils) {
          const admission_number = `${time}-${pupil.admission_number}`
          // In the order of their names alone, each group would come again and again.
          const surname = `Twin ${time}`
          twins.set(id, await session.insert('pupil', { ...pupil, admission_number, surname }))
        }
        copies.push(...twins.values())
        for (const [at, [table]] of theirs.entries())
          for (const { id: _, ...row } of rows[at]!)
            await session.run(
              session.sql(table).insert({ ...row, pupil_id: twins.get(row.pupil_id as number)! }),
            )
      }
    })
    expect(copies).toHaveLength(pupils.length * times)
  })
}
