import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/exit.ts'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { xlsx } from '../../src/reports/formats/xlsx.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { fileOf, has, said } from './programs.ts'
import { HARD_NAMES, someDocument } from './some-document.ts'

const sheetsOf = async (document: ReportDocument) => {
  const sheets = await readWorkbook(await bytesOf(document, 'xlsx'))
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data]))
}
const firstSheet = async (document: ReportDocument) => Object.values(await sheetsOf(document))[0]!

/** A file inside the workbook. */
const partOf = async (document: ReportDocument, part: string) =>
  execFileSync('unzip', ['-p', await fileOf(document, 'xlsx'), part], { encoding: 'utf8' })

const NAME: Record<string, ReportColumn> = { name: { title: 'Name', type: 'text' } }
const named = (...names: string[]) => someDocument({ columns: NAME, rows: names.map((name) => ({ name })) })

const EVERY_TYPE: Record<string, ReportColumn> = {
  name: { title: 'Name', type: 'text' },
  points: { title: 'Points', type: 'number' },
  present: { title: 'Present', type: 'number', hidden: true },
  possible: { title: 'Possible', type: 'number', hidden: true },
  attendance: { title: 'Attendance', type: 'percent', share: { of: 'present', outOf: 'possible' } },
  born: { title: 'Born', type: 'date' },
  recorded: { title: 'Recorded', type: 'instant' },
  at: { title: 'At', type: 'time' },
}
const ADA = {
  ...{ name: 'Ada', points: -5, present: 943, possible: 1000, born: '2012-05-01' },
  ...{ recorded: '2026-07-01T06:30:00.000Z', at: '08:05' },
}
const BEN = {
  ...{ name: 'Ben', points: null, present: 0, possible: 0, born: null },
  ...{ recorded: null, at: null },
}
const everyType = () => someDocument({ columns: EVERY_TYPE, rows: [ADA, BEN] })

test('has the rows alone in the first sheet, the sections as columns', async () => {
  const first = new Date('2026-11-16')
  expect(await firstSheet(someDocument())).toEqual([
    ['Year group', 'Registration group', 'Surname', 'Forename', 'Sessions', 'First'],
    ['Year 7', '7A', 'Lovelace', 'Ada', 3, first],
    ['Year 7', '7A', 'Turing', 'Ben', 1, first],
    ['Year 7', '7B', 'Hopper', 'Cleo', 2, first],
    ['Year 8', '8A', 'Curie', 'Dev', 4, first],
  ])
})

test('has columns that are as wide as their titles, whatever their values take', async () => {
  const columns = { seen: { title: 'Before register closed', type: 'number', width: 6 } } as const
  const sheet = await partOf(someDocument({ columns, rows: [{ seen: 1 }] }), 'xl/worksheets/sheet1.xml')
  const widths = [...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => Number(width))
  expect(widths.at(-1)).toBeGreaterThan('Before register closed'.length)
})

test('has numbers, percents, dates, moments by the school’s clock and times for what they are', async () => {
  const [, ada, ben] = await firstSheet(everyType())
  expect(ada).toEqual([
    ...['Ada', -5, 0.943, new Date('2012-05-01'), new Date('2026-07-01T07:30Z')],
    expect.anything(),
  ])
  expect(ben).toEqual(['Ben', null, null, null, null, null])
})

test('shows a value that is not what its column says as text', async () => {
  const columns = { born: { title: 'Born', type: 'date' }, at: { title: 'At', type: 'time' } } as const
  const rows = [{ born: 'unknown', at: 'noon' }]
  expect((await firstSheet(someDocument({ columns, rows })))[1]).toEqual(['unknown', 'noon'])
})

test('has what each section and all of it come to in a sheet of their own', async () => {
  expect((await sheetsOf(someDocument())).Totals).toEqual([
    [null, 'Pupils', 'Sessions'],
    ['7A', 2, 4],
    ['7B', 1, 2],
    ['Year 7', 3, 6],
    ['8A', 1, 4],
    ['Year 8', 1, 4],
    ['All', 4, 10],
  ])
})

test('says in the last sheet what it is about', async () => {
  const document = someDocument({ selection: 'Year 7', notes: 'N only.', remarks: ['Two marks are odd.'] })
  expect((await sheetsOf(document)).About).toEqual([
    ['Report', 'Unexplained absences'],
    ['School', 'Riverside Academy'],
    ['Period', 'Monday 16 to Sunday 22 November 2026'],
    ['Selection', 'Year 7'],
    ['Shows', 'Pupils with 1 or more sessions marked N (no reason yet).'],
    ['Pupils', '4'],
    ['Remark', 'Two marks are odd.'],
    ['Notes', 'N only.'],
    ['Made', 'Monday 23 November 2026 at 07:30'],
  ])
})

test('without rows says so, below an empty table', async () => {
  const sheets = await sheetsOf(someDocument({ columns: NAME, rows: [] }))
  expect(Object.values(sheets)[0]).toEqual([
    ['Name'],
    [null],
    ['No pupil has an unexplained absence in this time.'],
  ])
  expect(Object.keys(sheets)).toEqual(['Unexplained absences', 'About'])
})

test.each([
  ['Pupils: above/below [90%]?', 'Pupils  above below  90%'],
  ['A title that is much longer than a sheet can be called', 'A title that is much longer tha'],
  ["'Quoted'", 'Quoted'],
  ['About', 'Report'],
  ['***', 'Report'],
])('the sheet of %s is called %s', async (title, name) => {
  expect(Object.keys(await sheetsOf(someDocument({ title })))[0]).toBe(name)
})

describe('texts', () => {
  test.skipIf(!has('unzip'))(
    'that a spreadsheet would run stay texts, also after somebody has been in the cell',
    async () => {
      const texts = ['=1+2', '+1', '-1', '@SUM(A1)', '  =1', '\t=1']
      // The reader trims.
      expect((await firstSheet(named(...texts))).slice(1)).toEqual(texts.map((text) => [text.trim()]))
      const sheet = await partOf(named(...texts), 'xl/worksheets/sheet1.xml')
      expect(sheet).not.toContain('<f>')
      // 49 is the format of text.
      expect(await partOf(named('=1+2'), 'xl/styles.xml')).toMatch(/numFmtId="49"|formatCode="@"/)
    },
  )

  test('keep every name as it is', async () => {
    expect((await firstSheet(named(...HARD_NAMES))).slice(1)).toEqual(HARD_NAMES.map((name) => [name]))
  })

  test('with what XML forbids lose just that', async () => {
    expect((await firstSheet(named('A\u0000d\u0007a', 'Ben\r\nTuring'))).slice(1)).toEqual([
      ['Ada'],
      ['Ben\nTuring'],
    ])
  })

  test.skipIf(!has('unzip'))('that look like an escape of Excel’s are not read as one', async () => {
    expect(await partOf(named('_x0041_'), 'xl/sharedStrings.xml')).toContain('<t>_x005F_x0041_</t>')
  })

  test.each(['constructor', '__proto__', 'toString'])('such as %s are no trap', async (name) => {
    expect((await firstSheet(named(name)))[1]).toEqual([expect.stringMatching(`^${name} ?$`)])
  })

  test('longer than a cell are cut off, and it says so', async () => {
    const sheets = await sheetsOf(named('a'.repeat(40_000)))
    const text = String(Object.values(sheets)[0]![1]![0])
    expect([text.length, text.at(-1)]).toEqual([32_767, '…'])
    expect(sheets.About).toContainEqual([
      'Remark',
      'A cell holds 32,767 characters; longer texts are cut off.',
    ])
  })
})

test('with more rows than a sheet has is refused, with advice', async () => {
  const document = someDocument({
    columns: NAME,
    rows: function* () {
      for (let n = 0; n < 1_048_576; n += 1) yield { name: null }
    },
  })
  const refused = xlsx.write(document, new PassThrough())
  await expect(refused).rejects.toThrow(UserError)
  await expect(refused).rejects.toThrow('room for 1,048,575 rows, and this report has more: use csv')
})

test.skipIf(!has('unzip'))(
  'can be filtered, and its header stays on the screen and on each page',
  async () => {
    const sheet = await partOf(someDocument(), 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain('</sheetData><autoFilter ref="A1:F5"/>')
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/)
    const workbook = await partOf(someDocument({ title: "Ada's <list>" }), 'xl/workbook.xml')
    expect(workbook).toContain(">'Ada''s &lt;list&gt;'!$A$1:$F$5</definedName>")
    expect(workbook).toContain(">'Ada''s &lt;list&gt;'!$1:$1</definedName>")
  },
)

describe.skipIf(!has('ssconvert'))('in a spreadsheet program', () => {
  const converted = async (document: ReportDocument) => {
    const file = await fileOf(document, 'xlsx')
    said(
      'ssconvert',
      '-O',
      'sheet="Unexplained absences" format=preserve',
      '-T',
      'Gnumeric_stf:stf_assistant',
      file,
      `${file}.txt`,
    )
    return readFileSync(`${file}.txt`, 'utf8')
  }

  test('shows dates as England writes them, percents to one decimal, times by the clock', async () => {
    const [, ada] = parse(await converted(everyType())) as string[][]
    expect(ada).toEqual([
      'Ada',
      expect.stringMatching(/^[-−]5$/),
      '94.3%',
      '01/05/2012',
      '01/07/2026 07:30',
      '08:05',
    ])
  })

  test('runs no formula', async () => {
    expect(parse(await converted(named('=1+2', '+1+2')))).toEqual([['Name'], ['=1+2'], ['+1+2']])
  })

  test('keeps every name as it is', async () => {
    expect(parse(await converted(named(...HARD_NAMES)))).toEqual([
      ['Name'],
      ...HARD_NAMES.map((name) => [name]),
    ])
  })
})
