import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { db, folderOf } from '../data/folder.ts'
import { embeddedOnly, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const PUPILS = 'id,admission_number,surname,forename,date_of_birth\n'
const ADA = '1,001234,Lovelace,Ada,2012-05-01\n'
let school: TestSchool

beforeEach(async () => {
  school = await TestSchool.open('')
})

const load = (files: Record<string, string | Buffer>, ...flags: string[]) =>
  db(school, 'load', folderOf(school, files), '--replace', ...flags)
const pupils = () => school.rows('pupil')

describe('db load takes what Excel and reports write', () => {
  embeddedOnly('files are not loaded into a server')

  const rows = `${PUPILS}1,001234,Brontë £,Zoë,01/05/2012\n`
  const western = (text: string) => Buffer.from(text, 'latin1')
  test.each<[string, string | Buffer]>([
    ['UTF-8', rows],
    ['UTF-8 with a mark', `\uFEFF${rows}`],
    ['UTF-16', Buffer.from(`\uFEFF${rows}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(rows, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\uFEFF${rows}`, 'utf16le').swap16()],
    ['Windows-1252', western(rows)],
    ['CRLF', rows.replaceAll('\n', '\r\n')],
    ['CR', rows.replaceAll('\n', '\r')],
    ['semicolons', rows.replaceAll(',', ';')],
    ['tabs', rows.replaceAll(',', '\t')],
    ['a separator at the end', rows.replaceAll('\n', ',\n')],
    ['empty lines at the end', `${rows}\n\n,,,,\n`],
    [
      'names in capitals and spaces',
      rows.replace(PUPILS, ' ID , Admission_Number,SURNAME,forename ,date_of_birth\n'),
    ],
    ['quotes round everything', rows.replace(/[^,\n]+/g, '"$&"')],
    ['a time behind the date', rows.replace('2012\n', '2012 00:00\n')],
  ])('%s', async (_name, file) => {
    expect(await load({ 'pupil.csv': file })).toMatchObject({ code: 0, err: '' })
    expect(await pupils()).toMatchObject([
      {
        admission_number: '001234',
        surname: 'Brontë £',
        forename: 'Zoë',
        date_of_birth: '2012-05-01',
        house_id: null,
        upn: null,
      },
    ])
  })

  test('a curly apostrophe of Windows-1252 stays one', async () => {
    const file = Buffer.concat([
      Buffer.from(`${PUPILS}1,1,O`),
      Buffer.from([0x92]),
      Buffer.from('Brien,Ada,2012-05-01'),
    ])
    expect((await load({ 'pupil.csv': file })).out).toContain('read as Windows-1252')
    expect(await pupils()).toMatchObject([{ surname: 'O’Brien' }])
  })

  test('moments by the school clock, also where it changes', async () => {
    const times = [
      '2026-07-01 09:00',
      '01/07/2026 09:00:30',
      '2026-07-01T09:00:00Z',
      '2026-07-01T09:00:00+02:00',
      '2027-03-28 01:30',
      '2026-10-25 01:30',
    ]
    const body = times.map((at, n) => `${n + 1},special,G,hand,no,${at}`).join('\n')
    await load({ 'pupil_group.csv': `id,kind,name,made_by,confidential,created_at\n${body}\n` })
    expect((await school.rows('pupil_group')).map((row) => row.created_at)).toEqual([
      '2026-07-01T08:00:00.000Z',
      '2026-07-01T08:00:30.000Z',
      '2026-07-01T09:00:00.000Z',
      '2026-07-01T07:00:00.000Z',
      '2027-03-28T01:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
    ])
  })

  test('an empty text is not the same as none', async () => {
    await load({ 'contact.csv': 'id,surname,forename\n1,"",""\n2," x ",\n3, y , \n' })
    expect(await school.rows('contact')).toMatchObject([
      { surname: '', forename: '' },
      { surname: ' x ', forename: null },
      { surname: 'y', forename: null },
    ])
  })

  test('register codes that no file brings are the DfE’s, and rows nothing refers to are numbered', async () => {
    const stays = 'pupil_id,start_date,enrolment_status\n1,2020-09-01,single\n1,2022-09-01,single\n'
    const { out } = await load({ 'pupil.csv': PUPILS + ADA, 'school_history.csv': stays })
    expect(out).toContain("the DfE's codes")
    expect(out).toContain('pars-auto refresh-all-years --dry-run --verbose')
    expect((await school.rows('register_code')).length).toBeGreaterThan(50)
    expect((await school.rows('school_history')).map(({ id }) => id)).toEqual([1, 2])
  })
})

describe('db load says what is wrong, where, and nothing about a person', () => {
  embeddedOnly('files are not loaded into a server')

  test.each<[string, Record<string, string | Buffer>, string]>([
    [
      'an unknown table',
      { 'pupils.csv': PUPILS },
      "pupils.csv: there is no table 'pupils': did you mean pupil.csv?",
    ],
    ['an Excel file', { 'pupil.xlsx': 'x' }, 'save it as pupil.csv'],
    ['an empty file', { 'pupil.csv': '' }, 'pupil.csv: the file is empty'],
    [
      'an unknown column',
      { 'house.csv': 'id,nam\n' },
      "house.csv:1: there is no column 'nam' in house: did you mean 'name'?",
    ],
    ['a missing column', { 'house.csv': 'id\n1\n' }, 'the column name is missing'],
    ['a column twice', { 'house.csv': 'id,name,name\n' }, 'the column name is named twice'],
    ['no header', { 'pupil.csv': ADA }, 'pupil.csv:1: the first line does not name the columns of pupil'],
    [
      'a bad date',
      { 'pupil.csv': PUPILS + ADA.replace('2012-05-01', '31/02/2012') },
      'pupil.csv:2: date_of_birth: the value is not a date',
    ],
    [
      'a long name',
      { 'pupil.csv': PUPILS + ADA.replace('Lovelace', 'Lovelace'.repeat(20)) },
      'pupil.csv:2: surname: the value is 160 characters long: at most 100',
    ],
    [
      'no name',
      { 'pupil.csv': PUPILS + ADA.replace('Lovelace', '') },
      'pupil.csv:2: surname: is empty, and must not be',
    ],
    [
      'a cell too few',
      { 'pupil.csv': `${PUPILS}1,Lovelace\n` },
      'pupil.csv:2: has 2 cells, and the first line names 5 columns',
    ],
    [
      'a cell too many',
      { 'pupil.csv': PUPILS + ADA.replace('Ada', 'Ada,Lovelace') },
      'pupil.csv:2: has 6 cells',
    ],
    [
      'the key twice',
      { 'pupil.csv': PUPILS + ADA + ADA.replace('001234', '2') },
      'pupil.csv:3: id: the same as in line 2',
    ],
    [
      'the number twice',
      { 'pupil.csv': PUPILS + ADA + ADA.replace('1,', '2,') },
      'pupil.csv:3: admission_number: the same as in line 2',
    ],
    [
      'NUL',
      { 'pupil.csv': PUPILS + ADA.replace('Lovelace', 'Love\0lace') },
      'pupil.csv:2: surname: the value has a NUL',
    ],
    [
      'a stray quote',
      { 'pupil.csv': PUPILS + ADA.replace('Ada', 'A"d"a') },
      'pupil.csv:2: a quotation mark inside a cell',
    ],
    [
      'an open quote',
      { 'pupil.csv': PUPILS + ADA.replace('Lovelace', '"Lovelace') },
      'pupil.csv:2: a quotation mark is opened and never closed',
    ],
    [
      'a flag',
      { 'behaviour_ground.csv': 'id,name,positive\n1,G,maybe\n' },
      "positive: 'maybe' is neither yes nor no",
    ],
    ['a number', { 'house.csv': 'id,name\n"1,200",A\n' }, "id: '1,200' is not a whole number"],
    ['a number too large', { 'house.csv': 'id,name\n3000000000,A\n' }, 'is too large'],
    [
      'garbage',
      { 'house.csv': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 255, 254, 0, 13, 10]) },
      'house.csv:1: the first line does not name',
    ],
    [
      'a row that is not there',
      { 'pupil.csv': PUPILS + ADA, 'pupil_language.csv': 'pupil_id,language\n9,ENG\n' },
      'pupil_language.csv:2: pupil_id: refers to pupil 9, which pupil.csv does not have',
    ],
    [
      'a file that is not there',
      { 'pupil_language.csv': 'pupil_id,language\n9,ENG\n' },
      'refers to pupil, and there is no pupil.csv (this row)',
    ],
  ])('%s', async (_name, files, expected) => {
    await school.pupil('Ben')
    const { code, out } = await load(files)
    expect(out).toContain(expected)
    expect(out).toContain('Nothing was loaded, nothing was changed.')
    expect(out).not.toMatch(/Lovelace|Ada/)
    expect(code).toBe(2)
    expect(await pupils()).toMatchObject([{ forename: 'Ben' }])
  })

  test('what refers to a file with unreadable rows is not judged, and that is said', async () => {
    const files = {
      'pupil.csv': `${PUPILS}x,${ADA.slice(2)}`,
      'pupil_language.csv': 'pupil_id,language\n1,ENG\n',
    }
    const { out } = await load(files)
    expect(out).toContain('Not checked: what refers to pupil.csv, because not every row of it could be read.')
    expect(out).not.toContain('pupil_language.csv:')
    expect(JSON.parse((await load(files, '--json')).out).unjudged).toEqual(['pupil.csv'])
  })

  test('lines are those of the file, whatever its cells and line ends', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const lines = [
        'id,title,body,created_at',
        '1,"a',
        '',
        'b",c,2026-01-01T00:00:00Z',
        '',
        '2,x,"y',
        'z",never',
        '3,x"x,y,2026-01-01T00:00:00Z',
        '4,x,y,never',
        '',
      ]
      const { out } = await load({ 'notice.csv': lines.join(end) })
      expect(out.match(/csv:\d+/g)).toEqual(['csv:6', 'csv:8', 'csv:9'])
    }
  })

  test('ten thousand bad rows are counted; a hundred are printed, all with --json', async () => {
    const files = { 'house.csv': `id,name\n${'x,A\n'.repeat(10_000)}` }
    const { out } = await load(files)
    expect(out).toContain('and 9,900 more')
    expect(JSON.parse((await load(files, '--json')).out).problems).toHaveLength(10_000)
  })

  test('a line of ten million characters', async () => {
    const { out } = await load({ 'pupil.csv': PUPILS + ADA.replace('Ada', 'A'.repeat(10_000_000)) })
    expect(out).toContain('pupil.csv:2: forename: the value is 10000000 characters long')
  })

  test('a folder that is missing, empty, or a file; a folder in place of a file', async () => {
    expect(await db(school, 'load', 'nowhere', '--replace')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no folder'),
    })
    expect(await db(school, 'load', school.file, '--replace')).toMatchObject({
      code: 2,
      err: expect.stringContaining('a file, not a folder'),
    })
    expect(await load({})).toMatchObject({ code: 2, err: expect.stringContaining('has no CSV file') })
    mkdirSync(path.join(school.folder, 'csv', 'house.csv'))
    expect((await load({})).out).toContain('house.csv: is a folder, not a file')
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const folder = folderOf(school, { 'house.csv': 'id,name\n' })
    chmodSync(path.join(folder, 'house.csv'), 0)
    expect((await load({})).out).toContain('cannot be read')
  })
})

describe('db export', () => {
  test('writes files that only their owner can read, all or those that are named', async () => {
    await school.pupil('Ada')
    const { code, out } = await db(school, 'export', 'out', '--table', 'pupil', '--table', 'house')
    expect(code).toBe(0)
    expect(out).toContain('personal data')
    const folder = path.join(school.folder, 'out')
    expect(readdirSync(folder)).toEqual(['house.csv', 'pupil.csv'])
    if (process.platform !== 'win32')
      expect(statSync(path.join(folder, 'pupil.csv')).mode & 0o777).toBe(0o600)
    expect(readFileSync(path.join(folder, 'house.csv'), 'utf8')).toBe('\uFEFFid,name\r\n')
  })

  test('refuses a folder that is not empty, and a table that does not exist', async () => {
    const folder = folderOf(school, { 'mine.txt': 'x' })
    expect(await db(school, 'export', folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not empty'),
    })
    expect((await db(school, 'export', folder, '--replace')).code).toBe(0)
    expect(existsSync(path.join(folder, 'mine.txt'))).toBe(true)
    expect(await db(school, 'export', 'x', '--table', 'pupils')).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean 'pupil'?"),
    })
  })

  test('a folder that cannot be made is said, not a stack', async () => {
    const { code, err } = await db(school, 'export', path.join(school.file, 'out'))
    expect(code).toBe(2)
    expect(err).not.toContain('mistake in pars-auto')
  })
})

test('a database that cannot be written where it should be is said, not a stack', async ({ skip }) => {
  skip(SERVER !== undefined, 'only of an embedded database: it is a file')
  writeFileSync(
    school.file,
    readFileSync(school.file, 'utf8').replace('school.db', 'automation.config.yaml/school.db'),
  )
  const { code, err } = await db(school, 'load', folderOf(school, { 'pupil.csv': PUPILS + ADA }))
  expect(code).toBe(6)
  expect(err).not.toContain('mistake in pars-auto')
})
