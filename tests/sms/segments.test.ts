import { describe, expect, test } from 'vitest'
import { costOf, measure, tooLong } from '../../src/sms/segments.ts'

describe('a text is measured as the network does:', () => {
  test.each([
    ['plain, as much as fits in one', 'a'.repeat(160), 'GSM-7', 160, 1],
    ['plain, one more', 'a'.repeat(161), 'GSM-7', 161, 2],
    ['plain, as much as fits in two', 'a'.repeat(306), 'GSM-7', 306, 2],
    ['plain, one more than two', 'a'.repeat(307), 'GSM-7', 307, 3],
    ['£ is one', '£'.repeat(160), 'GSM-7', 160, 1],
    ['€ is two', '€'.repeat(80), 'GSM-7', 160, 1],
    ['€, one more', '€'.repeat(81), 'GSM-7', 162, 2],
    ['^{}\\[]~| are two each', '^{}\\[]~|', 'GSM-7', 16, 1],
    ['é and à are in the alphabet', 'Renée à la carte', 'GSM-7', 16, 1],
    ['Welsh ŵ and ŷ are not', 'Dewch i’r tŷ: dŵr'.replace('’', "'"), 'UCS-2', 17, 1],
    ['Welsh, as much as fits in one', 'ŵ'.repeat(70), 'UCS-2', 70, 1],
    ['Welsh, one more', 'ŷ'.repeat(71), 'UCS-2', 71, 2],
    ['Welsh, one more than two', 'ŷ'.repeat(135), 'UCS-2', 135, 3],
    ['Polish', 'Zażółć gęślą jaźń', 'UCS-2', 17, 1],
    ['Arabic', 'مرحبا', 'UCS-2', 5, 1],
    ['an emoji is one', 'Well done 👍', 'UCS-2', 11, 1],
    ['35 emoji fill a segment', '👍'.repeat(35), 'UCS-2', 35, 1],
    ['36 do not fit', '👍'.repeat(36), 'UCS-2', 36, 2],
    ['a curly apostrophe makes it UCS-2', 'Don’t', 'UCS-2', 5, 1],
    ['a line of Windows is two', 'a\r\nb', 'GSM-7', 4, 1],
    ['nothing', '', 'GSM-7', 0, 1],
  ] as const)('%s', (_what, text, encoding, characters, segments) => {
    expect(measure(text)).toEqual({ encoding, characters, segments })
  })
})

test('the cost is what the segments cost, to a hundredth of a penny', () => {
  expect(costOf(3, { pricePerSegment: 2.27 })).toBe(6.81)
  expect(costOf(3, {})).toBeUndefined()
})

describe('is not sent:', () => {
  test('a text of more than ten segments', () => {
    expect(tooLong('a'.repeat(1530), { provider: 'twilio' })).toBeUndefined()
    expect(tooLong('a'.repeat(1531), { provider: 'twilio' })).toContain('11 segments')
    expect(tooLong('ŵ'.repeat(670), { provider: 'file' })).toBeUndefined()
    expect(tooLong('ŵ'.repeat(671), { provider: 'file' })).toContain('11 segments')
    expect(tooLong('👨‍👩‍👧'.repeat(62), { provider: 'file' })).toBeUndefined()
    expect(tooLong('👨‍👩‍👧'.repeat(100), { provider: 'file' })).toContain('segments')
  })

  test('by GOV.UK Notify, one of more than 918 characters', () => {
    expect(tooLong('a'.repeat(918), { provider: 'notify' })).toBeUndefined()
    expect(tooLong('a'.repeat(919), { provider: 'notify' })).toContain('918 characters')
    expect(tooLong('a'.repeat(919), { provider: 'esendex' })).toBeUndefined()
  })

  test('nothing', () => {
    expect(tooLong(' \n', { provider: 'file' })).toBe('the text is empty')
  })
})
