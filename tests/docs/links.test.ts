import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pages, ROOT, textOf } from './blocks.ts'

/** As GitHub makes an anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!))

/** Where a link within the project does not lead anywhere. */
function broken(page: string): string[] {
  const prose = textOf(page).replace(/^ *```[\s\S]*?^ *```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [file, fragment] = link.split('#') as [string, string?]
      const target = file ? path.resolve(ROOT, path.dirname(page), file) : path.join(ROOT, page)
      return !existsSync(target) || (fragment !== undefined && !anchorsOf(target).includes(fragment))
    })
}

test.each(pages)('%s has no link that leads nowhere', (page) => {
  expect(broken(page)).toEqual([])
})

test('every page is found from the README', () => {
  const readme = textOf('README.md')
  expect(pages.slice(1).filter((page) => !readme.includes(`(${page})`))).toEqual([])
})

test('the program names no page that is not there', () => {
  const named = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8').match(/docs\/[\w-]+\.md/g) ?? [])
  expect([...new Set(named)].filter((page) => !pages.includes(page))).toEqual([])
})
