import { describe, expect, it } from 'vitest'
import { renderProblems } from '../../src/config/formats/text.ts'
import { width } from '../../src/config/formats/width.ts'
import { Source } from '../../src/config/source.ts'

/** The excerpt and its caret line, for the part of a line between two bars. */
function shown(marked: string, masked: string[] = []): string[] {
  const from = marked.indexOf('|')
  const text = marked.replaceAll('|', '')
  const span = { from, to: marked.lastIndexOf('|') - 1 }
  const masks = masked.map((part) => ({ from: text.indexOf(part), to: text.indexOf(part) + part.length }))
  const source = new Source(text)
  const problem = {
    rule: 'x',
    severity: 'error' as const,
    message: 'm',
    file: 'f',
    path: '',
    ...source.position(span),
  }
  const lines = renderProblems([{ ...problem, excerpt: source.excerpt(span, masks) }], {
    colour: false,
  }).split('\n')
  return lines.slice(2, 4).map((line) => line.slice(4))
}

describe('the caret', () => {
  it.each([
    ['stands under the place', 'at: |7.30| # x', ['at: 7.30 # x', '    ^~~~']],
    ['stands under one character', 'at: |7|', ['at: 7', '    ^']],
    ['stands behind the end of a line', 'at:||', ['at:', '   ^']],
    ['stands right after tabs', 'a:\t|x|', ['a:  x', '    ^']],
    ['stands right after a tab at a full stop', 'abcd\t|x|', ['abcd    x', '        ^']],
    ['is as long as tabs within', '|a\tb|', ['a   b', '^~~~~']],
    ['stands right after é', 'é: |x|', ['é: x', '   ^']],
    ['stands right after e and a combining accent', 'e\u0301: |x|', ['e\u0301: x', '   ^']],
    ['stands right after 學', '學校: |x|', ['學校: x', '      ^']],
    ['is as long as 學校', '|學校|: x', ['學校: x', '^~~~']],
    ['stands right after an emoji', '🚌 |x|', ['🚌 x', '   ^']],
    ['stands right after an emoji of several', '👩‍🏫 |x|', ['👩‍🏫 x', '   ^']],
    ['stands right after a flag', '🇬🇧 |x|', ['🇬🇧 x', '   ^']],
    ['stands right after a fullwidth letter', 'Ａ|x|', ['Ａx', '  ^']],
    ['stands right after Hangul', '한|x|', ['한x', '  ^']],
    ['stands right after what cannot be seen', '\u202E|x|', ['\\u202Ex', '      ^']],
  ])('%s', (_what, marked, lines) => {
    expect(shown(marked)).toEqual(lines)
  })

  it('stands right after a masked value', () => {
    expect(shown('a: secret, b: |x|', ['secret'])).toEqual(['a: ***, b: x', '           ^'])
  })

  it('is as long as the mask of a masked value', () => {
    expect(shown('a: |very secret|, b', ['very secret'])).toEqual(['a: ***, b', '   ^~~'])
    expect(shown('a: very |secret|, b', ['very secret'])).toEqual(['a: ***, b', '   ^~~'])
  })

  it('is seen in a line of any length', () => {
    const [line, caret] = shown(`${'a'.repeat(5000)}|X|${'b'.repeat(5000)}`)
    expect(line!.length).toBeLessThan(170)
    expect(line![caret!.indexOf('^')]).toBe('X')
  })

  it('ends with the line where a value goes on', () => {
    expect(shown('a: |x\n  y|')).toEqual(['a: x', '   ^'])
  })
})

describe('a place in a text', () => {
  const position = (text: string, of: string) => {
    const from = text.indexOf(of)
    return Object.values(new Source(text).position({ from, to: from + of.length }))
  }

  it.each([
    ['a\nb\nX', [3, 1, 2]],
    ['a\r\nb\r\nX', [3, 1, 2]],
    ['a\rb\rX', [3, 1, 2]],
    ['a\r\n\rX', [3, 1, 2]],
    ['X', [1, 1, 2]],
    ['🚌X', [1, 3, 4]],
  ])('of %j is %j, in UTF-16 units', (text, expected) => {
    expect(position(text, 'X')).toEqual(expected)
  })

  it('is inside the text, whatever is asked for', () => {
    const source = new Source('ab\n')
    expect(source.position({ from: 50, to: 60 })).toEqual({ line: 2, column: 1, endColumn: 1 })
    expect(source.position({ from: -5, to: 1 })).toEqual({ line: 1, column: 1, endColumn: 2 })
  })
})

it.each([
  ['', 0],
  ['abc', 3],
  ['學校', 4],
  ['e\u0301', 1],
  ['🚌', 2],
  ['👩‍🏫', 2],
  ['❤️', 2],
  ['\u200D', 0],
])('%j takes %i columns', (text, columns) => {
  expect(width(text)).toBe(columns)
})
