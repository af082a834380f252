import { expect, it } from 'vitest'
import { ChartNotes, figuresInWords } from '../../src/reports/chart.ts'
import { drawingOf } from '../../src/reports/chart-drawing.ts'
import { pictureOf } from '../../src/reports/chart-picture.ts'
import type { ReportChart } from '../../src/reports/kit.ts'
import { outline } from '../../src/reports/outline.ts'
import { HARD_NAMES, type Some, someDocument } from './some-document.ts'

async function figuresOf(chart: Partial<ReportChart>, some: Some = {}) {
  const notes = new ChartNotes(
    someDocument({ chart: { title: 'Sessions', of: 'sections', value: 'sessions', ...chart }, ...some }),
  )
  let lines = 0
  for await (const _ of notes.along(outline(someDocument(some)))) lines += 1
  expect(lines).toBeGreaterThan(0)
  return notes.figures()
}

const columns = {
  name: { title: 'Name', type: 'text' },
  present: { title: 'Present', type: 'number', total: true },
  possible: { title: 'Possible', type: 'number', hidden: true, total: true },
  share: { title: 'Attendance', type: 'percent', share: { of: 'present', outOf: 'possible' }, total: true },
} as const
const shares = (...present: number[]) =>
  present.map((one, at) => ({ name: `7${'ABC'[at]}`, present: one, possible: 200 }))

/** The rectangles of the bars: where each begins, and how long it is. */
const bars = (svg: string) =>
  [...svg.matchAll(/<rect class="bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, long]) => [
    Number(x),
    Number(long),
  ])

it('has a bar for each outer section, as long as what it came to', async () => {
  const figures = (await figuresOf({}))!
  expect(figuresInWords(figures)).toBe('Year 7 6 and Year 8 4')
  const [[from, seven], [same, eight]] = bars(drawingOf(figures).svg.text) as [
    [number, number],
    [number, number],
  ]
  expect(from).toBe(same)
  expect(eight / seven).toBeCloseTo(4 / 6, 2)
})

it('has a bar for each of the first rows', async () => {
  const figures = await figuresOf({ of: 'rows', label: 'surname', most: 3 })
  expect(figures?.bars.map(({ name, value }) => `${name} ${value}`)).toEqual([
    'Lovelace 3',
    'Turing 1',
    'Hopper 2',
  ])
})

it('shows shares of a whole on a scale from 0% to 100%, to one decimal', async () => {
  const some = { columns, rows: shares(189, 150) }
  const { text } = drawingOf((await figuresOf({ of: 'rows', label: 'name', value: 'share' }, some))!).svg
  for (const words of ['>94.5%<', '>75.0%<', '>0%<', '>50%<', '>100%<']) expect(text).toContain(words)
})

it('shows small shares on a smaller scale, which begins at 0%', async () => {
  const some = { columns, rows: shares(6, 3) }
  const { text } = drawingOf((await figuresOf({ of: 'rows', label: 'name', value: 'share' }, some))!).svg
  expect(text).toContain('>3.0%<')
  expect([...text.matchAll(/class="soft"[^>]*>([^<]*)</g)].map(([, words]) => words)).toEqual([
    '0%',
    '1%',
    '2%',
    '3%',
  ])
})

it('draws what is below zero to the other side', async () => {
  const rows = [5, -10].map((sessions, at) => ({ year: `Year ${at}`, group: 'A', sessions }))
  const [[zero], [below, long]] = bars(drawingOf((await figuresOf({}, { rows }))!).svg.text) as [
    [number],
    [number, number],
  ]
  expect(below + long).toBeCloseTo(zero, 0)
})

it('is not there where there is nothing to compare', async () => {
  const rows = [{ year: 'Year 7', group: '7A', sessions: 3 }]
  expect(await figuresOf({}, { rows })).toBeUndefined()
  expect(
    await figuresOf(
      { of: 'rows', label: 'name', value: 'share' },
      {
        columns,
        rows: [
          { name: 'A', present: 0, possible: 0 },
          { name: 'B', present: 0, possible: 0 },
        ],
      },
    ),
  ).toBeUndefined()
})

it('says that it shows the first of very many sections', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({ year: `Form ${at}`, group: 'A', sessions: 1 }))
  const figures = (await figuresOf({}, { rows }))!
  expect(figures.bars).toHaveLength(30)
  expect(figures.title).toBe('Sessions: the first 30')
})

it('cuts long names between characters, and has them whole for those who do not see it', async () => {
  const name = `${'👩‍👩‍👧'.repeat(20)} & <b>`
  const rows = [name, 'B'].map((year) => ({ year, group: 'A', sessions: 1 }))
  const { text } = drawingOf((await figuresOf({}, { rows }))!).svg
  expect(text).toMatch(/end" fill="#1b1f24">(👩‍👩‍👧)+…</u)
  expect(text).toContain(`<desc id="chart-desc">${'👩‍👩‍👧'.repeat(20)} &amp; &lt;b&gt; 1 and B 1</desc>`)
})

it('is a picture with twice the dots, whatever people are called', async () => {
  const rows = [...HARD_NAMES, 'A\u0000\u0007\ud800\ufffe'].map((year) => ({ year, group: 'A', sessions: 1 }))
  const drawing = drawingOf((await figuresOf({}, { rows }))!)
  const png = await pictureOf(drawing)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([drawing.width * 2, drawing.height * 2])
})

it('is drawn with words, not only bars', async () => {
  const drawing = drawingOf((await figuresOf({}))!)
  const without = {
    ...drawing,
    svg: Object.assign(Object.create(Object.getPrototypeOf(drawing.svg)), {
      text: drawing.svg.text.replace(/<text .*?<\/text>/g, ''),
    }),
  }
  const [some, none] = await Promise.all([pictureOf(drawing), pictureOf(without)])
  expect(some.length - none.length).toBeGreaterThan(2000)
})
