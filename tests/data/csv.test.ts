import { expect, test } from 'vitest'
import { rowsOf } from '../../src/data/csv.ts'

const read = (text: string, size = text.length) =>
  [...rowsOf(piecesOf(text, size))].map((row) =>
    'broken' in row ? [row.line, 'broken'] : [row.line, row.cells, [...row.quoted]],
  )

function* piecesOf(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

const LINES = [
  'a,b,c',
  '"1",,"two',
  '',
  'lines ""quoted"","',
  '',
  '1,x"x,3',
  ',,',
  '"1"x,2',
  '1,2,"3"',
  '4,5,',
]

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('rows, their lines and their quotation marks, with %s, however the text is cut', (_name, end) => {
  const text = LINES.join(end)
  expect(read(text)).toEqual([
    [1, ['a', 'b', 'c'], []],
    [2, ['1', '', `two${end}${end}lines "quoted",`], [0, 2]],
    [5, [''], []],
    [6, 'broken'],
    [7, ['', '', ''], []],
    [8, 'broken'],
    [9, ['1', '2', '3'], [2]],
    [10, ['4', '5', ''], []],
  ])
  for (let size = 1; size < text.length; size += 1) expect(read(text, size), `${size}`).toEqual(read(text))
})

test('a quotation mark that is never closed breaks one row, quickly', () => {
  const text = `a,b\n1,"${'x\n'.repeat(5_000_000)}`
  const started = Date.now()
  expect(read(text, 65_536)).toEqual([
    [1, ['a', 'b'], []],
    [2, 'broken'],
  ])
  expect(Date.now() - started).toBeLessThan(5000)
})
