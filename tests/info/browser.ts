import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** An installed Chromium or Chrome: $PARS_TEST_BROWSER, or the first on the path. Nothing is ever downloaded. */
export const browser: string | undefined =
  process.env.PARS_TEST_BROWSER ??
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file))

/** Runs it once without a window, on a profile of its own, and returns what it printed. */
export function browse(folder: string, url: string, ...flags: string[]): { out: string; err: string } {
  const usual = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-background-networking',
    `--user-data-dir=${path.join(folder, 'profile')}`,
  ]
  const { stdout, stderr, error } = spawnSync(browser!, [...usual, ...flags, url], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error) throw error
  return { out: stdout, err: stderr }
}

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
    !svg.getAttribute('aria-label') && svg.getAttribute('aria-labelledby').split(' ').some((id) => !frame.getElementById(id)?.textContent)).length
  const styled = frame.defaultView.getComputedStyle(frame.body).maxWidth
  const paper = frame.defaultView.getComputedStyle(frame.body).backgroundColor
  const unsaid = [...frame.querySelectorAll('a[href], summary, [tabindex]')].filter((one) => !one.getAttribute('aria-label') && !one.textContent.trim()).length
  document.querySelector('output').textContent = JSON.stringify({ wide, cut, overlapping, fetched, unnamed, unsaid, styled, paper })
`

/** What a page is like in a frame of a width, in CSS pixels. */
export function measure(folder: string, page: string, width: number, ...flags: string[]) {
  writeFileSync(path.join(folder, 'page.html'), page)
  const holder = path.join(folder, 'holder.html')
  writeFileSync(
    holder,
    `<!doctype html><iframe src="page.html" style="border:0;width:${width}px;height:3000px"></iframe><output></output>
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

/** Prints a page to `print.pdf`. @returns how many sheets it takes */
export function printed(folder: string, page: string): number {
  const [file, pdf] = [path.join(folder, 'print.html'), path.join(folder, 'print.pdf')]
  writeFileSync(file, page)
  browse(folder, pathToFileURL(file).href, '--no-pdf-header-footer', `--print-to-pdf=${pdf}`)
  return readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
}
