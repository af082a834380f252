import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { browse } from '../info/browser.ts'

/** What a browser makes of a page, at a width, light or dark. */
export interface Seen {
  /** The rows of figures, cell by cell, as a reader has them. */
  rows: string[][]
  headings: string[]
  /** Words with too little contrast to what they stand on (WCAG AA), with the contrast. */
  faint: string[]
  /** Words in the titles of columns that go over two lines. */
  broken: string[]
  /** Words of totals that go over several lines. */
  wrapped: string[]
  /** How much of the page does not fit in the window, in pixels. */
  sticksOut: number
  /** How much of its widest table has to be scrolled to, in pixels. */
  hidden: number
  /** What was fetched besides the page: no pictures that are in it. */
  fetched: string[]
  /** How wide its pictures are, in dots; 0 for one that is broken. */
  pictures: number[]
  /** The colour of the page. */
  paper: string
  /** How often a script of the page has run. */
  scripts: number
}

const LOOK = `
  const frame = document.querySelector('iframe').contentDocument
  const view = frame.defaultView
  const rows = [...frame.querySelectorAll('tr')]
    .filter((row) => !row.closest('table').hasAttribute('role') && !row.querySelector('th'))
    .map((row) => [...row.cells].map((cell) => cell.innerText))
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number)
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0)
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = numbers(view.getComputedStyle(at).backgroundColor)
      if (a > 0) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const faint = [...frame.body.querySelectorAll('*')].flatMap((element) => {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim()
    if (!text || !element.getClientRects().length || ['title', 'desc', 'STYLE'].includes(element.tagName)) return []
    const style = view.getComputedStyle(element)
    const inks = light(numbers(element.tagName === 'text' ? style.fill : style.color))
    const papers = light(ground(element))
    const contrast = (Math.max(inks, papers) + 0.05) / (Math.min(inks, papers) + 0.05)
    return contrast < 4.5 ? [text + ' ' + contrast.toFixed(2)] : []
  })
  const broken = [...frame.querySelectorAll('th[scope=col]')].flatMap(({ firstChild }) =>
    [...firstChild.data.matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
      const range = frame.createRange()
      range.setStart(firstChild, index)
      range.setEnd(firstChild, index + word.length)
      return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1
    }).map(([word]) => word))
  const wrapped = [...frame.querySelectorAll('th[scope=row]')].filter((cell) => {
    const range = frame.createRange()
    range.selectNodeContents(cell)
    return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1
  }).map(({ innerText }) => innerText)
  document.querySelector('output').textContent = encodeURIComponent(JSON.stringify({
    rows, faint, broken, wrapped,
    headings: [...frame.querySelectorAll('h1, h2, h3, th[scope=rowgroup]')].map((one) => one.innerText),
    hidden: Math.max(0, ...[...frame.querySelectorAll('div')].map((one) => one.scrollWidth - one.clientWidth)),
    sticksOut: frame.documentElement.scrollWidth - frame.documentElement.clientWidth,
    fetched: view.performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith('data:')),
    pictures: [...frame.images].map(({ naturalWidth }) => naturalWidth),
    paper: view.getComputedStyle(frame.body).backgroundColor,
    scripts: view.ran ?? 0,
  }))
`

/** Shows a page in a window of its own. */
export function seen(page: string, { width = 1000, dark = false } = {}): Seen {
  const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-report-'))
  try {
    writeFileSync(path.join(folder, 'page.html'), page)
    const holder = path.join(folder, 'holder.html')
    writeFileSync(
      holder,
      `<!doctype html><meta charset="utf-8"><iframe src="page.html" style="border:0;width:${width}px;height:2000px"></iframe><output></output>
       <script>addEventListener('load', () => {${LOOK}})</script>`,
    )
    const { out, err } = browse(
      folder,
      pathToFileURL(holder).href,
      `--window-size=${width + 40},2000`,
      '--allow-file-access-from-files',
      '--virtual-time-budget=3000',
      '--dump-dom',
      `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
    )
    const found = /<output>(.+?)<\/output>/s.exec(out)?.[1]
    if (!found) throw new Error(`The browser saw nothing: ${out.slice(-300)} ${err.slice(-300)}`)
    return JSON.parse(decodeURIComponent(found))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
