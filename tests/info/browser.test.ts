import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { page } from '../../src/info/page.ts'
import { browser, measure, printed } from './browser.ts'
import { someInfo } from './some-info.ts'

describe.skipIf(!browser)('in a real browser', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'school-info-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  const measured = (weeks: number, width: number, ...flags: string[]) =>
    measure(folder, page(someInfo(weeks)), width, ...flags)

  test.each([
    ['on a desk', 39, 1000],
    ['on a small laptop, in the first week', 1, 760],
    ['on a telephone', 12, 390],
  ])('nothing sticks out, is cut off or lies over something else, %s', (_where, weeks, width) => {
    expect(measured(weeks, width)).toMatchObject({
      wide: 0,
      cut: [],
      overlapping: [],
      fetched: [],
      unnamed: 0,
      styled: '960px',
    })
  })

  test('is light or dark as the reader has chosen', () => {
    const paper = (scheme: number) =>
      measured(4, 800, `--blink-settings=preferredColorScheme=${scheme}`).paper
    expect([paper(1), paper(0)]).toEqual(['rgb(255, 255, 255)', 'rgb(15, 20, 25)'])
  })

  test('prints on a few pages', () => {
    const pages = printed(folder, page(someInfo(39)))
    expect(pages).toBeGreaterThanOrEqual(1)
    expect(pages).toBeLessThanOrEqual(4)
  })
})
