import { expect, it } from 'vitest'
import { refusalOf } from '../../src/mail/domains.ts'

const school = { from: 'Test School <office@school.example>', allowedDomains: [] as string[] }
const may = (to: string, allowedDomains: string[] = []) =>
  refusalOf({ ...school, allowedDomains }, [to]) === undefined

it('lets mails go to the domain of the sender when none is listed, and nowhere else', () => {
  expect(may('ada@school.example')).toBe(true)
  expect(refusalOf(school, ['ada@parents.example'])).toBe(
    'It may not go to parents.example: mails go to school.example (mail.allowedDomains).',
  )
})

it('lets mails go to the domains that are listed, and to that of the sender only when it is one', () => {
  expect(may('ada@trust.example', ['trust.example'])).toBe(true)
  expect(may('ada@school.example', ['trust.example'])).toBe(false)
})

it.each([
  ['capitals', 'Ada@SCHOOL.Example'],
  ['the dot that may end a domain', 'ada@school.example.'],
  ['full-width letters', 'ada@ｓｃｈｏｏｌ.example'],
])('sees through %s', (_what, to) => {
  expect(may(to)).toBe(true)
})

it('sees that a domain and its punycode are one', () => {
  expect(may('ada@xn--bcher-kva.example', ['bücher.example'])).toBe(true)
  expect(may('ada@BÜCHER.example', ['xn--bcher-kva.example'])).toBe(true)
})

it.each([
  ['one below it', 'ada@mail.school.example'],
  ['one that ends like it', 'ada@evilschool.example'],
  ['one that begins like it', 'ada@school.example.evil.example'],
  ['one that looks like it', 'ada@sсhool.example'],
  ['the one above it', 'ada@example'],
  ['a number', 'ada@[127.0.0.1]'],
  ['none', 'ada@'],
  ['two', 'ada@evil.example@school.example'],
  ['one in a name', '"x@school.example" <ada@evil.example>'],
  ['one after a second address', 'spy@evil.example,ada@school.example'],
  ['one after a line end', 'spy@evil.example\r\nRCPT TO:<ada@school.example>'],
  ['one after a space', 'spy@evil.example ada@school.example'],
])('takes %s for another domain, or for no address', (_what, to) => {
  expect(may(to)).toBe(false)
})

it('takes a domain listed with its subdomains for nothing but itself', () => {
  expect(may('ada@staff.school.example', ['school.example'])).toBe(false)
  expect(may('ada@staff.school.example', ['staff.school.example'])).toBe(true)
})

it('names every domain that is outside once, and nobody', () => {
  const to = ['a@one.example', 'b@one.example', 'c@two.example', 'd@school.example']
  expect(refusalOf(school, to)).toBe(
    'It may not go to one.example, two.example: mails go to school.example (mail.allowedDomains).',
  )
})

it('wants somebody to send to', () => {
  expect(refusalOf(school, [])).toBe('It has no recipient.')
})
