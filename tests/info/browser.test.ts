import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { page } from '../../src/info/page.ts'
import { browse, browser } from './browser.ts'
import { someInfo } from './some-info.ts'

/** Runs in the page that holds ours in a frame: what sticks out, and what it would have fetched. */
const MEASURE = `
  const frame = document.querySelector('iframe').contentDocument
  const wide = frame.documentElement.scrollWidth - frame.documentElement.clientWidth
  const cut = [...frame.querySelectorAll('svg[role=img]')].flatMap((svg) => {
    const box = svg.getBoundingClientRect()
    return [...svg.querySelectorAll('text')].filter((text) => {
      const own = text.getBoundingClientRect()
      return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1
    }).map((text) => text.textContent)
  })
  const overlapping = [...frame.querySelectorAll('svg[role=img]')].flatMap((svg) => {
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()])
    return boxes.flatMap(([text, a], at) => boxes.slice(at + 1)
      .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
      .map(([other]) => text + ' / ' + other))
  })
  const fetched = document.querySelector('iframe').contentWindow.performance.getEntriesByType('resource').map(({ name }) => name)
  const unnamed = [...frame.querySelectorAll('svg[role=img]')].filter((svg) =>
    svg.getAttribute('aria-labelledby').split(' ').some((id) => !frame.getElementById(id)?.textContent)).length
  const styled = frame.defaultView.getComputedStyle(frame.body).maxWidth
  const paper = frame.defaultView.getComputedStyle(frame.body).backgroundColor
  document.querySelector('output').textContent = JSON.stringify({ wide, cut, overlapping, fetched, unnamed, styled, paper })
`

describe.skipIf(!browser)('in a real browser', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'school-info-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

  const measured = (weeks: number, width: number, ...flags: string[]) => {
    writeFileSync(path.join(folder, 'info.html'), page(someInfo(weeks)))
    const holder = path.join(folder, 'holder.html')
    writeFileSync(
      holder,
      `<!doctype html><iframe src="info.html" style="border:0;width:${width}px;height:3000px"></iframe><output></output>
       <script>addEventListener('load', () => {${MEASURE}})</script>`,
    )
    const allow = ['--allow-file-access-from-files', '--virtual-time-budget=3000', '--dump-dom']
    const { out, err } = browse(
      folder,
      pathToFileURL(holder).href,
      `--window-size=${width + 40},3000`,
      ...allow,
      ...flags,
    )
    const found = /<output>(.*)<\/output>/s.exec(out)?.[1]
    if (!found) throw new Error(`The browser measured nothing: ${out.slice(-500)} ${err.slice(-500)}`)
    return JSON.parse(found.replaceAll('&amp;', '&'))
  }

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
    const [file, pdf] = [path.join(folder, 'print.html'), path.join(folder, 'print.pdf')]
    writeFileSync(file, page(someInfo(39)))
    browse(folder, pathToFileURL(file).href, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`)
    expect(statSync(pdf).size).toBeGreaterThan(10_000)
    const pages = readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThanOrEqual(1)
    expect(pages).toBeLessThanOrEqual(4)
  })
})
