import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { html } from '../../src/reports/formats/html.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { browse, browser } from '../info/browser.ts'
import { seen } from './in-browser.ts'
import { HARD_NAMES, type Some, someDocument } from './some-document.ts'

const page = async (some: Some = {}) => (await bytesOf(someDocument(some), 'html')).toString()

const figure = (title: string): ReportColumn => ({ title, type: 'number' })

/** More columns than most reports have, with long words in their titles. */
const MANY_COLUMNS: Record<string, ReportColumn> = {
  about: { title: 'About', type: 'text', width: 8 },
  why: { title: 'Why', type: 'text', width: 30 },
  ...{ authorised: figure('Authorised'), unauthorised: figure('Unauthorised'), sent: figure('Sent') },
  ...{ possible: figure('Possible sessions'), withdrawn: figure('Withdrawn'), expired: figure('Expired') },
  ...{
    unknown: figure('Unknown'),
    failed: figure('Failed'),
    share: { title: '% unauthorised', type: 'percent' },
  },
  last: { title: 'Last', type: 'date' },
}
const MANY_VALUES = { about: '7A', authorised: 12, possible: 290, share: 0.041, last: '2026-11-16' }

const chart = { title: 'Sessions by year group', of: 'sections', value: 'sessions' } as const

it('says what it is, of which school and time, about whom, and when it was made', async () => {
  const text = await page({ selection: 'Year 7', notes: 'Only N counts.', remarks: ['One mark is odd.'] })
  for (const words of [
    '<h1>Unexplained absences</h1>',
    'Riverside Academy',
    'Monday 16 to Sunday 22 November 2026',
    'Pupils with 1 or more sessions marked N (no reason yet).',
    'Only: <bdi>Year 7</bdi>',
    'Only N counts.',
    'One mark is odd.',
    'Made on Monday 23 November 2026 at 07:30.',
  ])
    expect(text).toContain(words)
})

it('says what sections came to, and all of it, but not twice the same', async () => {
  const text = await page()
  const totals = [...text.matchAll(/<th scope="row"[^>]*>([^<]*)<\/th><td class="n">([^<]*)/g)]
  expect(totals.map(([, words, sum]) => `${words} ${sum}`)).toEqual([
    '7A: 2 pupils 4',
    'Year 7: 3 pupils 6',
    'All: 4 pupils 10',
  ])
})

it('says so where there is nothing to show, and has no table and no chart then', async () => {
  const text = await page({ rows: [], chart })
  expect(text).toContain('No pupil has an unexplained absence in this time.')
  expect(text).not.toMatch(/<table|<svg/)
})

it('has the chart above the tables', async () => {
  const text = await page({ chart })
  expect(text.indexOf('<svg')).toBeGreaterThan(0)
  expect(text.indexOf('<svg')).toBeLessThan(text.indexOf('<table'))
})

it('escapes whatever people wrote, wherever it stands', async () => {
  const evil = '<script>ran = 1</script>"\'&'
  const text = await page({
    ...{ title: evil, school: evil, period: evil, explained: evil, selection: evil, notes: evil },
    ...{ remarks: [evil], madeAt: evil, rowName: [evil, evil], chart: { ...chart, title: evil } },
    rows: ['Year 7', evil].map((year) => ({
      ...{ year, group: evil, surname: evil, forename: evil, sessions: 1, first: null },
    })),
  })
  expect(text).not.toContain('<script')
  expect(text).not.toContain(evil)
})

it('holds no rows: a hundred thousand go by', async () => {
  let [made, ahead, written] = [0, 0, 0]
  const row = { year: 'Year 7', group: '7A', surname: 'Lovelace', forename: 'Ada', sessions: 1, first: null }
  const document = someDocument({
    *rows() {
      for (; made < 100_000; made += 1) yield row
    },
  })
  const out = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk).includes('Lovelace') ? 1 : 0
      ahead = Math.max(ahead, made - written)
      setImmediate(done)
    },
  })
  await html.write(document, out)
  expect(written).toBe(100_000)
  expect(ahead).toBeLessThan(500)
})

describe.skipIf(!browser)('in a real browser', () => {
  it('shows the rows of the query, in their sections', async () => {
    const { rows, headings, fetched, scripts } = seen(await page({ chart }))
    expect(rows).toEqual([
      ['Lovelace', 'Ada', '3', '16/11/2026'],
      ['Turing', 'Ben', '1', '16/11/2026'],
      ['Hopper', 'Cleo', '2', '16/11/2026'],
      ['Curie', 'Dev', '4', '16/11/2026'],
    ])
    expect(headings).toEqual(['Unexplained absences', 'Year 7', '7A', '7B', 'Year 8', '8A'])
    expect({ fetched, scripts }).toEqual({ fetched: [], scripts: 0 })
  })

  it('leaves names as they are', async () => {
    const rows = HARD_NAMES.map((name) => ({ name, count: 1200 }))
    const columns = {
      name: { title: 'Name', type: 'text' },
      count: { title: 'Marks', type: 'number' },
    } as const
    expect(seen(await page({ columns, rows })).rows).toEqual(HARD_NAMES.map((name) => [name, '1,200']))
  })

  it.each([
    ['by day, on a desk', 1000, false, 'rgb(255, 255, 255)'],
    ['at night, on a phone', 360, true, 'rgb(15, 20, 25)'],
  ])('can be read %s', async (_when, width, dark, paper) => {
    const text = await page({ chart, remarks: ['One mark is odd.'], notes: 'A note.' })
    expect(seen(text, { width, dark })).toMatchObject({ faint: [], sticksOut: 0, paper })
  })

  it.each([
    ['a desk', 1920],
    ['an old screen', 800],
    ['a phone', 360],
  ])('breaks no title in the middle of a word on %s', async (_what, width) => {
    const { broken, rows } = seen(await page({ columns: MANY_COLUMNS, rows: [MANY_VALUES] }), { width })
    expect(rows).toHaveLength(1)
    expect(broken).toEqual([])
  })

  it('is as wide as its table where the window has room', async () => {
    const text = await page({ columns: MANY_COLUMNS, rows: [MANY_VALUES] })
    expect(seen(text, { width: 1920 }).hidden).toBe(0)
    expect(seen(text, { width: 800 }).hidden).toBeGreaterThan(0)
  })

  it.skipIf(spawnSync('pdftotext', ['-v']).error)(
    'repeats the titles of the columns on each printed page',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-print-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
      const rows = Array.from({ length: 120 }, (_, at) => ({
        ...{ year: 'Year 7', group: '7A', surname: `Pupil ${at}`, forename: 'Ada', sessions: 1, first: null },
      }))
      const [file, pdf] = [path.join(folder, 'page.html'), path.join(folder, 'page.pdf')]
      writeFileSync(file, await page({ rows }))
      browse(folder, `file://${file}`, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`)
      const printed = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).stdout.split('\f')
      const pages = printed.filter((text) => text.includes('Pupil '))
      expect(pages.length).toBeGreaterThan(2)
      for (const text of pages) expect(text).toMatch(/Surname +Forename +Sessions/)
    },
  )
})
