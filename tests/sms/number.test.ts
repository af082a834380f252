import { describe, expect, test } from 'vitest'
import { masked } from '../../src/sms/masked.ts'
import { numbersIn, readNumber } from '../../src/sms/number.ts'

describe('is understood:', () => {
  test.each([
    '07700900123',
    '07700 900123',
    '07700 900 123',
    ' 07700 900123 ',
    '+447700900123',
    '+44 7700 900123',
    '+44 (0)7700 900123',
    '+44 07700 900123',
    '(+44) 7700 900123',
    '00447700900123',
    '0044 (0) 7700 900123',
    '447700900123',
    '7700900123',
    '07700-900-123',
    '07700–900–123',
    '(07700) 900123',
    '07700.900.123',
    '07700/900123',
    '07700\u00a0900123',
    'O77OO 9OO123',
    'o77oo 9ool23',
    '07700 900I23',
    '07700 900123 (work)',
    '07700 900123 Mum',
    'Mum 07700 900123',
    'Mobile: 07700 900123',
    'tel:07700900123',
    '０７７００９００１２３',
    '07700 900123.',
    '07700 900123 / +44 7700 900123',
  ])('%j', (typed) => {
    expect(readNumber(typed)).toEqual({ number: '+447700900123' })
  })

  test.each([
    ['07400 123456', '+447400123456'],
    ['07911 123456', '+447911123456'],
    ['07624 123456', '+447624123456'],
    ['+353 85 123 4567', '+353851234567'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['+48 512 345 678', '+48512345678'],
    ['+1 202 555 0143', '+12025550143'],
  ])('%j', (typed, number) => {
    expect(readNumber(typed)).toEqual({ number })
  })
})

describe('is refused:', () => {
  test.each([
    ['', 'there is no number'],
    ['   ', 'there is no number'],
    ['ask Gran first', 'it is words, not a number'],
    ['Ollie', 'it is words, not a number'],
    ['07700 90012', 'it has too few digits'],
    ['07700 9001234', 'it has too many digits'],
    ['07700 900123 ext 4', 'it has too many digits'],
    ['07700 900123 / 07700 900321', 'it is several numbers'],
    ['07700 900123 or 07700 900321', 'it is several numbers'],
    ['07700900123,07700900321', 'it is several numbers'],
    ['07700900123 07700900321', 'it has too many digits'],
    ['07700 9A0123', 'there are letters among its digits'],
    ['07700 9001ab', 'there are letters among its digits'],
    ['020 7946 0018', 'it is a landline'],
    ['01632 960001', 'it is a landline'],
    ['+33 1 42 68 53 00', 'it is a landline'],
    ['0345 600 0123', 'it is the number of a company'],
    ['0800 123456', 'it is a freephone number'],
    ['09098 790000', 'it is a premium-rate number'],
    ['056 1234 5678', 'it is an internet phone'],
    ['07020 123456', 'it is a personal number (070), which gets no texts'],
    ['07640 123456', 'it is a pager'],
    ['60163', 'it is a short code, or too short'],
    ['999', 'it is a short code, or too short'],
    ['12', 'it is too short'],
    ['+44 44 7700 900123', 'it has too many digits'],
    ['+33 6 12 34', 'there is no such number in its country'],
    ['+999 123456789', 'it is not a phone number'],
    ['+', 'it is words, not a number'],
  ])('%j: %s', (typed, why) => {
    expect(readNumber(typed)).toEqual({ refused: why })
  })

  test('a reason never has a digit of the number in it, but for the 070 of its kind', () => {
    for (const typed of ['07700 90012', '020 7946 0018', '07700 9A0123'])
      expect(readNumber(typed).refused).not.toMatch(/\d{3}/)
  })
})

test('a field with two numbers has both of them in it', () => {
  expect(numbersIn('07700 900123 / 07700 900321')).toEqual(['+447700900123', '+447700900321'])
  expect(numbersIn('07700 900123 (work)')).toEqual(['+447700900123'])
  expect(numbersIn('ask Gran first')).toEqual([])
})

test('a masked number shows its last three digits', () => {
  expect(masked('+447700900123')).toBe('…123')
  expect(masked('07700 900 456 ')).toBe('…456')
})
