import { expect, it } from 'vitest'
import { distinct, fileName, fill, wordsIn } from '../../../src/reports/delivery/names.ts'

it('fills in what it knows, and leaves the rest for somebody to see', () => {
  expect(fill('{title}: {rows} rows, {nonsense}', { title: 'Lates {rows}', rows: 3 })).toBe(
    'Lates {rows}: 3 rows, {nonsense}',
  )
  expect(fill('{part}|{constructor}', { part: undefined })).toBe('|{constructor}')
  expect(wordsIn('{title} {part} {title} { }')).toEqual(['title', 'part', ' '])
})

it.each([
  ['Lates 9X/Ma1: "all"?', 'Lates 9X-Ma1- -all-.pdf'],
  ['../../etc/passwd', '-..-etc-passwd.pdf'],
  ['con', '_con.pdf'],
  ['COM1.lates', '_COM1.lates.pdf'],
  [' . ', 'report.pdf'],
  ['one\r\ntwo\t\u202Ethree', 'one two three.pdf'],
  ['dots...', 'dots.pdf'],
])('%s becomes a name that Windows takes', (text, name) => {
  expect(fileName(text, 'pdf')).toBe(name)
})

it('shortens a name between characters, and keeps its ending', () => {
  const name = fileName('😀'.repeat(300), 'xlsx')
  expect(name).toMatch(/^(😀)+\.xlsx$/u)
  expect(Buffer.byteLength(name)).toBeLessThan(201)
})

it('makes names different where a file system would take them for one', () => {
  expect(distinct(['9X-1.pdf', '9x-1.pdf', '9X-1.csv', '9X-1.pdf'])).toEqual([
    '9X-1.pdf',
    '9x-1 (2).pdf',
    '9X-1.csv',
    '9X-1 (3).pdf',
  ])
})
