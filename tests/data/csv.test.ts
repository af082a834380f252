import { expect, test } from 'vitest'
import { rowsOf } from '../../src/data/csv.ts'

async function read(text: string, size = text.length) {
  const rows = []
  for await (const some of rowsOf(piecesOf(text, size))) rows.push(...some)
  return rows.map((row) => ('broken' in row ? [row.line, 'broken'] : [row.line, row.cells, [...row.quoted]]))
}

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
  '1,2,"3"',
  '4,5,',
  // What follows a quotation mark in the wrong place cannot be told apart any more.
  '"1"x,2',
]

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('rows, their lines and their quotation marks, with %s, however the text is cut', async (_name, end) => {
  const text = LINES.join(end)
  expect(await read(text)).toEqual([
    [1, ['a', 'b', 'c'], []],
    [2, ['1', '', `two${end}${end}lines "quoted",`], [0, 2]],
    [5, [''], []],
    [6, 'broken'],
    [7, ['', '', ''], []],
    [8, ['1', '2', '3'], [2]],
    [9, ['4', '5', ''], []],
    [10, 'broken'],
  ])
  const whole = await read(text)
  for (let size = 1; size < text.length; size += 1) expect(await read(text, size), `${size}`).toEqual(whole)
})

test('a quotation mark that is never closed breaks one row', async () => {
  const text = `a,b\n1,"${'x\n'.repeat(5_000_000)}`
  expect(await read(text, 65_536)).toEqual([
    [1, ['a', 'b'], []],
    [2, 'broken'],
  ])
})
