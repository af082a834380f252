import { describe, expect, test } from 'vitest'
import type { SchoolInfo } from '../../src/info/about.ts'
import { niceStep } from '../../src/info/charts.ts'
import { page } from '../../src/info/page.ts'
import { someInfo } from './some-info.ts'

const text = page(someInfo())

test('is one document in British English, with headings in order', () => {
  expect(text).toMatch(/^<!doctype html>\n<html lang="en-GB">/)
  const levels = [...text.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
  expect(levels[0]).toBe(1)
  expect(levels.filter((level) => level === 1)).toHaveLength(1)
  for (const [index, level] of levels.entries())
    expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
})

test('runs no script and asks for nothing: the policy forbids it, and there is nothing to forbid', () => {
  expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+';/)
  expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|style="|\son\w+=/i)
})

test('every chart has a name and a description, and ids are unique', () => {
  const charts = [...text.matchAll(/<svg role="img" aria-labelledby="([^"]+)"[^>]*>(.*?)<\/svg>/gs)]
  expect(charts.length).toBeGreaterThan(5)
  for (const [, labels, drawing] of charts) {
    const [title, description] = labels!.split(' ')
    expect(drawing).toMatch(
      new RegExp(`<title id="${title}">[^<]+</title><desc id="${description}">[^<]+</desc>`),
    )
  }
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('every section has its figures in a table, with heads for rows and columns', () => {
  const sections = text.split('<section').slice(1)
  expect(sections).toHaveLength(4)
  for (const section of sections) {
    expect(section).toContain('<table><caption>')
    expect(section).toContain('<th scope="col">')
    expect(section).toContain('<th scope="row">')
  }
})

test('the axis of attendance says where it begins, and goes lower where a week was worse', () => {
  expect(text).toContain('The scales begin at 80%, not at 0.')
  const info = someInfo()
  info.figures.attendance!.years[0]!.weeks[1] = { value: 71, outOf: 100 }
  expect(page(info)).toContain('The scales begin at 70%')
})

test('escapes what the school has typed', () => {
  const info = someInfo()
  info.school = '<b>St Mary & "All" \'Saints\'</b>'
  info.figures.attendance!.years[0]!.name = '<script>alert(1)</script>'
  const escaped = page(info)
  expect(escaped).toContain('<h1>&lt;b&gt;St Mary &amp; &quot;All&quot; &#39;Saints&#39;&lt;/b&gt;</h1>')
  expect(escaped).not.toContain('<script')
})

test('without figures it says what to run', () => {
  const figures = { ...someInfo().figures, weeks: [], attendance: null, marks: null, points: null }
  const none: SchoolInfo = {
    school: 'Riverside',
    now: 0,
    figures: { ...figures, persistentAbsence: null, severeAbsence: null },
  }
  expect(page(none)).toContain('There are no figures yet. To work them out: pars-auto refresh-school-info')
})

test.each([
  ['a single week', 1],
  ['a whole year', 39],
])('draws %s within its frame', (_what, weeks) => {
  const drawn = page(someInfo(weeks))
  expect(drawn).not.toMatch(/NaN|Infinity|undefined/)
  for (const [, width, rest] of drawn.matchAll(/viewBox="0 0 (\d+) \d+">(.*?)<\/svg>/gs))
    for (const [, x] of rest!.matchAll(/ (?:x|cx|x1|x2)="(-?[\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0)
      expect(Number(x)).toBeLessThanOrEqual(Number(width))
    }
})

describe('colours', () => {
  const [light, dark] = [...text.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries(
      [...body!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]),
    ),
  ) as [Record<string, string>, Record<string, string>]

  test.each([
    ['light', light],
    ['dark', dark],
  ])('text is at least 4.5:1 and shapes are at least 3:1 against the paper, %s', (_mode, colours) => {
    const { paper, panel, rule: _rule, ...others } = colours
    for (const name of ['ink', 'soft', 'main', 'second'])
      for (const ground of [paper!, panel!])
        expect(contrast(colours[name]!, ground)).toBeGreaterThanOrEqual(4.5)
    for (const colour of Object.values(others)) expect(contrast(colour, paper!)).toBeGreaterThanOrEqual(3)
  })
})

test('steps of an axis are round', () => {
  expect([1, 4, 9, 37, 261, 1000, 12_345].map(niceStep)).toEqual([1, 1, 2, 10, 100, 200, 5000])
})

/** Contrast of two colours by WCAG 2. */
function contrast(one: string, other: string): number {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (bright + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
