import { describe, expect, test } from 'vitest'
import { dashboardPage } from '../../src/dashboard/page.ts'
import { emptyDashboard, someDashboard } from './some-dashboard.ts'

const text = dashboardPage(someDashboard())

test('is one document in British English, with headings in order and landmarks', () => {
  expect(text).toMatch(/^<!doctype html>\n<html lang="en-GB">/)
  const levels = [...text.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
  expect(levels[0]).toBe(1)
  expect(levels.filter((level) => level === 1)).toHaveLength(1)
  for (const [index, level] of levels.entries())
    expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
  for (const landmark of ['<header>', '<main id="main">', '<footer>']) expect(text).toContain(landmark)
  expect(text.match(/<section aria-labelledby/g)).toHaveLength(6)
})

test('runs no script and asks for nothing: the policy forbids it, and there is nothing to forbid', () => {
  expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+';/)
  expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|style="|\son\w+=/i)
})

test('every table has a caption, and heads for its columns', () => {
  const tables = text.split('<table').slice(1)
  expect(tables.length).toBeGreaterThan(14)
  for (const table of tables) {
    expect(table).toMatch(/^[^>]*><caption>[^<]+/)
    expect(table).toContain('<th scope="col"')
  }
})

test('a day says in words what its sign means, and what went wrong leads to the list of it', () => {
  expect(text).toContain('<td class="c d">done</td>')
  expect(text).toContain('<td class="c f"><a href="#mishaps">failed</a></td>')
  expect(text).toContain('id="mishaps"')
  expect(text).toContain('.f::before { content: "✕"; content: "✕" / ""; }')
})

test('no date of a tile or of a job is broken at its hyphens', () => {
  expect(text).toMatch(/last tick on record, <span class="unbroken">Mon 2026-11-23 \d\d:\d\d<\/span>/)
  expect(text).toMatch(/<td><span class="unbroken">\w{3} 2026-11-\d\d \d\d:\d\d<\/span><\/td>/)
  expect(text).toMatch(/<small><span class="unbroken">\w{3} 2026-11-\d\d \d\d:\d\d<\/span><\/small>/)
})

test('the held and the failed come first, each with what to type', () => {
  const [, needs] = /<h2 id="needs">(.*?)<\/section>/s.exec(text)!
  expect(needs!.indexOf('is held until somebody approves')).toBeLessThan(needs!.indexOf(' failed'))
  expect(needs).toContain('<code>pars-auto approve 412</code>')
})

test('the calendar shows half term, INSET days and early closing in words as well', () => {
  expect(text).toContain('Autumn half term: Monday 26 October 2026 to Friday 30 October 2026')
  expect(text).toContain('Friday 18 December 2026 at 12:30')
  expect(text).toContain('>4<span class="unseen"> INSET day</span>')
  expect(text).toMatch(/<td class="school" aria-current="date">23/)
})

test('escapes what the school has typed', () => {
  const escaped = dashboardPage(someDashboard(2, '<b>St Mary & "All" \'Saints\'</b>'))
  expect(escaped).toContain('<h1>&lt;b&gt;St Mary &amp; &quot;All&quot; &#39;Saints&#39;&lt;/b&gt;</h1>')
})

describe('an empty school', () => {
  const empty = dashboardPage(emptyDashboard())

  test('is whole, and says what is missing', () => {
    expect(empty).toContain('Nothing is held, nothing has failed, and no incident is open.')
    expect(empty).toContain('no tick on record: is run-due scheduled?')
    expect(empty).toContain('No texts in these days.')
    expect(empty).toContain('The config has no calendar')
    expect(empty).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })
})

test('three hundred jobs of a month stay below a megabyte', () => {
  const big = dashboardPage(someDashboard(300))
  expect(Buffer.byteLength(big)).toBeLessThan(1_000_000)
  expect(big).not.toMatch(/NaN|Infinity|undefined|\[object/)
})
