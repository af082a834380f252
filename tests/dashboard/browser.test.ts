import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dashboardPage } from '../../src/dashboard/page.ts'
import { browser, measure, printed } from '../info/browser.ts'
import { emptyDashboard, someDashboard } from './some-dashboard.ts'

describe.skipIf(!browser)('in a real browser', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dashboard-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  test.each([
    ['on a desk', someDashboard(), 1300],
    ['of three hundred jobs', someDashboard(300), 1300],
    ['on a telephone', someDashboard(), 390],
    ['of an empty school', emptyDashboard(), 800],
  ])('nothing sticks out, is cut off or goes unsaid, %s', (_where, dashboard, width) => {
    expect(measure(folder, dashboardPage(dashboard), width)).toMatchObject({
      wide: 0,
      cut: [],
      overlapping: [],
      fetched: [],
      unnamed: 0,
      unsaid: 0,
      styled: '1216px',
    })
  })

  test('is light or dark as the reader has chosen', () => {
    const page = dashboardPage(someDashboard(2))
    const paper = (scheme: number) =>
      measure(folder, page, 800, `--blink-settings=preferredColorScheme=${scheme}`).paper
    expect([paper(1), paper(0)]).toEqual(['rgb(255, 255, 255)', 'rgb(15, 20, 25)'])
  })

  test('prints on a few pages', () => {
    const pages = printed(folder, dashboardPage(someDashboard()))
    expect(pages).toBeGreaterThanOrEqual(2)
    expect(pages).toBeLessThanOrEqual(5)
  })
})
