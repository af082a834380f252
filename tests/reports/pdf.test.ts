import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/exit.ts'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { pdf } from '../../src/reports/formats/pdf.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { fileOf, has, said } from './programs.ts'
import { HARD_NAMES, someDocument } from './some-document.ts'

/** The text of each page, as it stands on it. */
async function pagesOf(document: ReportDocument): Promise<string[]> {
  const text = said('pdftotext', '-layout', await fileOf(document, 'pdf'), '-')
  return text.split('\f').slice(0, -1)
}

/** The same with single blanks. */
const flat = (page: string) => page.replace(/\s+/g, ' ')

const pupil = (n: number) => ({
  ...{
    year: `Year ${7 + Math.floor(n / 80)}`,
    group: `${7 + Math.floor(n / 80)}${'ABCD'[Math.floor((n % 80) / 20)]}`,
  },
  ...{ surname: `Surname${n}`, forename: 'Ada', sessions: 1, first: '2026-11-16' },
})
const manyPupils = (count: number) => Array.from({ length: count }, (_, n) => pupil(n))

const NAME: Record<string, ReportColumn> = { name: { title: 'Name', type: 'text' } }
const named = (...names: string[]) => someDocument({ columns: NAME, rows: names.map((name) => ({ name })) })

test('is a PDF, with or without rows', async () => {
  for (const document of [someDocument(), someDocument({ rows: [] })])
    expect((await bytesOf(document, 'pdf')).subarray(0, 5).toString()).toBe('%PDF-')
})

test('of names in scripts that no font of ours has comes to be all the same', async () => {
  expect((await bytesOf(named(...HARD_NAMES, '\uD800', 'ক', '\u202Eabc'), 'pdf')).length).toBeGreaterThan(
    1000,
  )
})

test('of more rows than anybody prints is refused, with advice', async () => {
  const refused = pdf.write(named(...Array.from({ length: 20_001 }, () => 'Ada')), new PassThrough())
  await expect(refused).rejects.toThrow(UserError)
  await expect(refused).rejects.toThrow(
    'A PDF has 20,000 rows at most, and this report has more: use csv or xlsx',
  )
})

describe.skipIf(!has('pdftotext'))('read by another program', () => {
  test('breaks no title in the middle of a word', async () => {
    const columns = { it: { title: 'Name', type: 'text' }, n: { title: 'Unknown', type: 'number' } } as const
    const [page] = await pagesOf(someDocument({ columns, rows: [{ it: 'x '.repeat(300), n: 1 }] }))
    expect(page).toMatch(/\bUnknown\b/)
  })

  test('has school, title, period, what it shows, rows under their headings, totals, and when it was made', async () => {
    const document = someDocument({
      selection: 'Years 7 and 8',
      notes: 'N only.',
      remarks: ['Two marks are odd.'],
    })
    const [page, ...more] = await pagesOf(document)
    expect(more).toEqual([])
    expect(flat(page!)).toBe(
      [
        ' Riverside Academy Unexplained absences Monday 16 to Sunday 22 November 2026 · Years 7 and 8',
        'Pupils with 1 or more sessions marked N (no reason yet).',
        'Surname Forename Sessions First',
        'Year 7 · 7A Lovelace Ada 3 16/11/2026 Turing Ben 1 16/11/2026 7A: 2 pupils 4',
        'Year 7 · 7B Hopper Cleo 2 16/11/2026 Year 7: 3 pupils 6',
        'Year 8 · 8A Curie Dev 4 16/11/2026 All: 4 pupils 10',
        'Two marks are odd. N only. Made Monday 23 November 2026 at 07:30 Page 1 of 1 ',
      ]
        .join(' ')
        .trimStart(),
    )
  })

  test('without rows says so', async () => {
    const [page] = await pagesOf(someDocument({ rows: [] }))
    expect(page).toContain('No pupil has an unexplained absence in this time.')
    expect(page).not.toContain('Surname')
  })

  test('has every row once, in order', async () => {
    const text = (await pagesOf(someDocument({ rows: manyPupils(200) }))).join('')
    expect([...text.matchAll(/Surname(\d+)/g)].map(([, n]) => Number(n))).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    )
  })

  test('has on each page the school, the title, the titles of the columns, and which page it is', async () => {
    const pages = await pagesOf(someDocument({ rows: manyPupils(200) }))
    expect(pages.length).toBeGreaterThan(3)
    for (const [at, page] of pages.entries()) {
      expect(page).toContain('Riverside Academy')
      expect(page).toContain('Unexplained absences')
      expect(flat(page)).toContain('Surname Forename Sessions First')
      expect(page).toContain(`Page ${at + 1} of ${pages.length}`)
    }
  })

  test('likewise where there are no sections', async () => {
    const pages = await pagesOf(someDocument({ sections: [], rows: manyPupils(150) }))
    expect(pages.length).toBeGreaterThan(2)
    for (const page of pages.slice(0, -1)) expect(flat(page)).toContain('Surname Forename Sessions First')
  })

  test('goes on with a section under its heading, and never leaves a heading alone', async () => {
    // However the rows fall on the pages.
    for (const first of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const rows = manyPupils(240).slice(first * 3)
      for (const page of (await pagesOf(someDocument({ rows }))).map(flat)) {
        expect(page).toMatch(/Surname Forename Sessions First Year \d+ · \d+[A-D] (Surname|\d|Year|All)/)
        expect(page).not.toMatch(/Year \d+ · \d+[A-D] Made/)
      }
    }
  })

  test('keeps a row of several lines on one page', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => ({
      name: `First${n}\n${'and\n'.repeat(n % 7)}last${n}`,
    }))
    for (const page of await pagesOf(someDocument({ columns: NAME, rows })))
      expect([...page.matchAll(/First(\d+)/g)].map(([, n]) => n)).toEqual(
        [...page.matchAll(/last(\d+)/g)].map(([, n]) => n),
      )
  })

  test('has the words of a total above it where the first column has one itself', async () => {
    const columns = { points: { title: 'Points', type: 'number', total: true }, ...NAME } as const
    const rows = [
      { points: 3, name: 'Ada' },
      { points: 4, name: 'Ben' },
    ]
    expect(flat((await pagesOf(someDocument({ columns, rows })))[0]!)).toContain('4 Ben All: 2 pupils 7')
  })

  test('shows what a chart shows', async () => {
    const chart = { title: 'Sessions by year', of: 'sections', value: 'sessions' } as const
    expect(flat((await pagesOf(someDocument({ chart })))[0]!)).toMatch(/Sessions by year Year 7 6 Year 8 4/)
  })

  test('keeps every name that the font has, and says that some characters are boxes', async () => {
    const known = HARD_NAMES.filter((name) => !/[李👩]/u.test(name))
    const page = flat((await pagesOf(named(...known))).join(''))
    // The reader puts marks around what is written from right to left.
    const plain = page.replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    for (const name of known) expect(plain).toContain(flat(name.normalize('NFC')))
    expect(plain).not.toContain('boxes')
    expect((await pagesOf(named('李小龍')))[0]).toContain(
      'Some characters are not in the fonts of this file and show as boxes.',
    )
  })

  test('says in its properties whose it is and what it is', async () => {
    const info = said('pdfinfo', await fileOf(someDocument(), 'pdf'))
    expect(info).toMatch(/Title: +Unexplained absences, Monday 16 to Sunday 22 November 2026/)
    expect(info).toMatch(/Author: +Riverside Academy/)
    expect(info).toMatch(/Page size: +595\S* x 841\S* pts \(A4\)/)
  })

  test('lies on its side when its columns are many', async () => {
    const columns = Object.fromEntries(
      Array.from({ length: 14 }, (_, n): [string, ReportColumn] => [
        `c${n}`,
        { title: `Column ${n}`, type: 'text' },
      ]),
    )
    const row = Object.fromEntries(Object.keys(columns).map((key) => [key, 'some words']))
    const file = await fileOf(someDocument({ columns, rows: [row] }), 'pdf')
    expect(said('pdfinfo', file)).toMatch(/Page size: +841\S* x 595\S* pts/)
    expect(flat(said('pdftotext', '-layout', file, '-')).match(/some words/g)).toHaveLength(14)
  })
})

test.skipIf(!has('pdffonts'))('brings its fonts along', async () => {
  const [, , ...fonts] = said('pdffonts', await fileOf(someDocument(), 'pdf'))
    .trim()
    .split('\n')
  expect(fonts).toHaveLength(2)
  for (const font of fonts) expect(font).toMatch(/DejaVuSansCondensed.* yes yes yes /)
})
