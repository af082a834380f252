import { describe, expect, it } from 'vitest'
import { letterOf, previewOf } from '../../src/reports/letter.ts'
import { browser } from '../info/browser.ts'
import { seen } from './in-browser.ts'
import { HARD_NAMES, type Some, someDocument } from './some-document.ts'

const chart = { title: 'Sessions by year group', of: 'sections', value: 'sessions' } as const

const letter = (some: Some = {}, attached: string[] = []) => letterOf(someDocument(some), attached)

const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{
      year: `Year ${7 + Math.floor((at * 7) / count)}`,
      group: `${Math.floor((at * 40) / count)}`,
      sessions: 2,
    },
    ...{ surname: `Müller-${at}`, forename: 'Ada & Ben', first: '2026-11-16' },
  }))

it('has the same rows in HTML and in plain text, with what they came to', async () => {
  const { html, text, rows, shown } = await letter({ notes: 'Only N counts.', remarks: ['One mark is odd.'] })
  expect([rows, shown]).toEqual([4, 4])
  for (const words of [
    'Lovelace',
    'Turing',
    'Hopper',
    'Curie',
    '16/11/2026',
    'All: 4 pupils',
    'Year 7: 3 pupils',
  ]) {
    expect(html).toContain(words)
    expect(text).toContain(words)
  }
  for (const words of [
    'Riverside Academy',
    'Only N counts.',
    'One mark is odd.',
    'Made on Monday 23 November 2026 at 07:30',
  ])
    for (const twin of [html, text]) expect(twin).toContain(words)
})

it('has a plain text that is nice to read', async () => {
  const { subject, text } = await letter({ chart })
  expect(subject).toBe('Unexplained absences, Monday 16 to Sunday 22 November 2026')
  expect(text).toBe(`Unexplained absences
Monday 16 to Sunday 22 November 2026

Pupils with 1 or more sessions marked N (no reason yet).

Sessions by year group: Year 7 6 and Year 8 4.

Year 7
======
Surname   Forename  Sessions  First
--------  --------  --------  ----------

7A
Lovelace  Ada              3  16/11/2026
Turing    Ben              1  16/11/2026
7A: 2 pupils               4

7B
Hopper    Cleo             2  16/11/2026

Year 7: 3 pupils           6

Year 8
======
Surname   Forename  Sessions  First
--------  --------  --------  ----------

8A
Curie     Dev              4  16/11/2026

All: 4 pupils             10

--
Riverside Academy. Made on Monday 23 November 2026 at 07:30 by a program.
`)
})

it('wraps long texts in the plain text, so that no mail program has to', async () => {
  const columns = {
    name: { title: 'Name', type: 'text' },
    comment: { title: 'What was said', type: 'text' },
    date: { title: 'Date', type: 'date' },
  } as const
  const comment = 'Rang home, and nobody answered; a message was left with the neighbour. '.repeat(3).trim()
  const { text } = await letter({ columns, rows: [{ name: 'Ada Lovelace', comment, date: '2026-11-16' }] })
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  expect(text.replace(/\s+/g, ' ')).toContain('with the neighbour.')
})

it('shows no more than Gmail does, says what is missing and where it is, and still counts it all', async () => {
  const { html, text, rows, shown } = await letter({ rows: many(3000), chart }, [
    'Absences.xlsx',
    'Absences.csv',
  ])
  expect(Buffer.byteLength(html)).toBeLessThan(98_000)
  expect(rows).toBe(3000)
  expect(shown).toBeGreaterThan(300)
  expect(shown).toBeLessThan(3000)
  const missing = `A mail cannot hold it all: the first ${shown} of 3,000 pupils are shown. All of them are in the attached files Absences.xlsx and Absences.csv.`
  expect(html).toContain(missing)
  expect(text.replaceAll('\n', ' ')).toContain(missing)
  for (const words of [html, text]) {
    expect(words.match(/Müller-/g)).toHaveLength(shown)
    expect(words).toContain('All: 3,000 pupils')
    expect(words).toContain('6,000')
  }
  expect(text).toContain('Year 13 8')
})

it('says how to get the rest where nothing is attached', async () => {
  const { html } = await letter({ rows: many(2000) })
  expect(html).toContain('attach: xlsx')
  expect(html).toContain('pars-auto report run unexplained-absences --format xlsx')
})

it('has no heading without a row below it where it ends early', async () => {
  const rows = many(2000).map((row, at) => ({ ...row, group: `Group ${at}` }))
  const { html, text, shown } = await letter({ rows })
  expect(html.match(/scope="rowgroup"/g)).toHaveLength(shown)
  expect(text.match(/^Group /gm)).toHaveLength(shown)
})

it('is small even when a single row is not', async () => {
  const { html, shown, rows } = await letter({ rows: [{ ...many(1)[0]!, surname: 'x'.repeat(200_000) }] })
  expect([rows, shown]).toEqual([1, 0])
  expect(Buffer.byteLength(html)).toBeLessThan(20_000)
})

it('says so where there is nothing to show', async () => {
  const { html, text, pictures, rows } = await letter({ rows: [], chart })
  for (const words of [html, text]) {
    expect(words).toContain('No pupil has an unexplained absence in this time.')
    expect(words).not.toContain('Surname')
    expect(words).not.toContain('0 pupils')
  }
  expect({ rows, pictures }).toEqual({ rows: 0, pictures: [] })
})

it('asks the database once', async () => {
  let asked = 0
  await letter({
    chart,
    rows: () => {
      asked += 1
      return many(30)
    },
  })
  expect(asked).toBe(1)
})

it('carries the chart as a picture, and its figures for those who see no pictures', async () => {
  const { html, pictures } = await letter({ chart })
  expect(pictures.map(({ cid, name, bytes }) => [cid, name, bytes.subarray(1, 4).toString()])).toEqual([
    ['chart', 'unexplained-absences.png', 'PNG'],
  ])
  expect(html).toContain('<img src="cid:chart"')
  expect(html).toContain('alt="Sessions by year group: Year 7 6 and Year 8 4."')
})

it('has no name in what a phone shows of it unopened', async () => {
  const { html, subject } = await letter()
  expect(/mso-hide:all;">([^<]*)</.exec(html)?.[1]).toBe('4 pupils. Monday 16 to Sunday 22 November 2026')
  expect(subject).not.toContain('Ada')
})

it('escapes whatever people wrote, wherever it stands', async () => {
  const evil = '<script>ran = 1</script>"\'&'
  const { html } = await letter(
    {
      ...{ title: evil, school: evil, period: evil, explained: evil, selection: evil, notes: evil },
      ...{ remarks: [evil], madeAt: evil, rowName: [evil, evil], chart: { ...chart, title: evil } },
      rows: ['Year 7', evil].map((year) => ({
        ...{ year, group: evil, surname: evil, forename: evil, sessions: 1, first: null },
      })),
    },
    [evil],
  )
  expect(html).not.toContain('<script')
  expect(html).not.toContain(evil)
})

it('needs nothing that Word or Gmail does not know', async () => {
  const { html } = await letter({ chart, remarks: ['One mark is odd.'], rows: many(20) })
  const body = html.slice(html.indexOf('<body'))
  expect(body).not.toMatch(
    /display:\s*(flex|grid)|background-image|position:|<style(?!>td)|<svg|<script|var\(--/,
  )
  expect(body).not.toMatch(/<div[^>]*style="[^"]*padding/)
})

describe.skipIf(!browser)('in a real browser', () => {
  it('shows the rows of the query, and its picture', async () => {
    const { rows, headings, fetched, pictures } = seen(previewOf(await letter({ chart })))
    expect(rows).toEqual([
      ['Lovelace', 'Ada', '3', '16/11/2026'],
      ['Turing', 'Ben', '1', '16/11/2026'],
      ['Hopper', 'Cleo', '2', '16/11/2026'],
      ['Curie', 'Dev', '4', '16/11/2026'],
    ])
    expect(headings).toEqual(['Year 7', '7A', '7B', 'Year 8', '8A'])
    expect({ fetched, pictures }).toEqual({ fetched: [], pictures: [920] })
  })

  it('leaves names as they are', async () => {
    const rows = HARD_NAMES.map((name) => ({ name, count: 1200 }))
    const columns = {
      name: { title: 'Name', type: 'text' },
      count: { title: 'Marks', type: 'number' },
    } as const
    const shown = seen(previewOf(await letter({ columns, rows })))
    expect(shown.rows).toEqual(HARD_NAMES.map((name) => [name, '1,200']))
    expect(shown.scripts).toBe(0)
  })

  it('keeps the words of totals on a line where they stand in a narrow column, on a phone', async () => {
    const columns = {
      part: { title: 'Part', type: 'text' },
      group: { title: 'Group', type: 'text', width: 4 },
      pupils: { title: 'Pupils', type: 'number', total: true },
      authorised: { title: 'Authorised', type: 'number', total: true },
      unauthorised: { title: 'Unauthorised', type: 'number', total: true },
    } as const
    const rows = ['7A', '7B'].map((group) => ({ part: 'Year 7', group, pupils: 29, authorised: 12 }))
    const some = { columns, sections: ['part'], rows, rowName: ['group', 'groups'] } as Some
    const { wrapped, sticksOut } = seen(previewOf(await letter(some)), { width: 360 })
    expect({ wrapped, sticksOut }).toEqual({ wrapped: [], sticksOut: 0 })
  })

  const wide = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`c${at}`, { title: `Sessions ${at}`, type: 'number' as const }]),
  )
  it.each([
    ['by day, on a desk', 1000, false, {}],
    ['at night, on a phone', 360, true, {}],
    ['with many columns, on a phone', 360, false, { columns: wide, rows: [{ c0: 1_000_000 }] }],
    ['with nothing to show, at night', 360, true, { rows: [] }],
  ])('can be read %s', async (_when, width, dark, some: Some) => {
    const page = previewOf(await letter({ chart, remarks: ['One mark is odd.'], notes: 'A note.', ...some }))
    expect(seen(page, { width, dark })).toMatchObject({ faint: [], sticksOut: 0 })
  })
})
