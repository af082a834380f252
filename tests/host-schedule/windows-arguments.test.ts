import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinWords, splitWords } from '../../src/host-schedule/windows/arguments.ts'

test('a path with blanks is in quotes, and one that ends in a backslash does not swallow the quote', () => {
  expect(joinWords(['C:\\Program Files\\pars-auto\\bin\\pars-auto.js', 'run-due', 'D:\\My School\\'])).toBe(
    '"C:\\Program Files\\pars-auto\\bin\\pars-auto.js" run-due "D:\\My School\\\\"',
  )
})

test('what a person wrote is taken apart as Windows does', () => {
  expect(splitWords('"C:\\a b\\c.js"  run-due --config="C:\\x y.yaml" a\\"b ""')).toEqual([
    'C:\\a b\\c.js',
    'run-due',
    '--config=C:\\x y.yaml',
    'a"b',
    '',
  ])
})

test('any words come back as they were', () => {
  const word = fc.string({ unit: fc.constantFrom('a', '\\', '"', ' ', 'é', '%') })
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(joinWords(words))).toEqual(words)
    }),
  )
})
