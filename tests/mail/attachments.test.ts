import { simpleParser } from 'mailparser'
import { expect, it } from 'vitest'
import { compose } from '../../src/mail/compose.ts'
import type { ReadyMail } from '../../src/mail/message.ts'
import { mailSize } from '../../src/mail/size.ts'
import { digestOf, type FileRef } from '../../src/outbox/file.ts'
import { item, settings } from './mail.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A mail with these files, as it goes over the wire, and what a mail program reads in it. */
async function posted(
  words: Partial<ReadyMail>,
  given: { bytes: Buffer; name: string; type: string; cid?: string }[],
) {
  const attachments = given.map(({ bytes, ...rest }): FileRef => ({ digest: digestOf(bytes), ...rest }))
  const files = new Map(given.map(({ bytes }) => [digestOf(bytes), bytes]))
  const mail: ReadyMail = { subject: 'Report', text: 'Plain\n', ...words, attachments }
  const { bytes } = await compose(item({ files }), mail, settings())
  return { bytes, mail, files, read: await simpleParser(bytes), raw: bytes.toString('latin1') }
}

it('carries files as they are, with their names and kinds, beside the plain words and the html', async () => {
  const all = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 256))
  const { read } = await posted({ html: '<p>Html</p>' }, [
    { bytes: all, name: 'absences.xlsx', type: XLSX },
    { bytes: Buffer.from('a;b\r\n.\r\nFrom me\n'), name: 'absences.csv', type: 'text/csv; charset=utf-8' },
  ])
  expect(read.text).toBe('Plain\n')
  expect(read.html).toBe('<p>Html</p>')
  expect(read.attachments).toMatchObject([
    { filename: 'absences.xlsx', contentType: XLSX, contentDisposition: 'attachment' },
    { filename: 'absences.csv', contentType: 'text/csv', contentDisposition: 'attachment' },
  ])
  expect(read.attachments[0]!.content.equals(all)).toBe(true)
  expect(String(read.attachments[1]!.content)).toBe('a;b\r\n.\r\nFrom me\n')
})

it.each([
  ['Welsh', 'Absenoldebau Tŷ Gŵyr 7A.pdf'],
  ['Arabic', 'غياب الأسبوع.pdf'],
  ['an emoji', 'Report 🏫 of the week.pdf'],
  ['a combining accent', 'Re\u0301sume\u0301.pdf'],
  ['quotes and commas', `7A, "the" 'best'; a=b.pdf`],
  ['a great length', `${'Unexplained absences of Tŷ Gŵyr '.repeat(5)}.pdf`],
])('keeps a name with %s', async (_what, name) => {
  const { read, raw } = await posted({}, [{ bytes: PNG, name, type: 'application/pdf' }])
  expect(read.attachments.map(({ filename }) => filename)).toEqual([name])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: only ASCII goes over the wire
  expect(raw).toMatch(/^[\x00-\x7f]*$/)
})

it('lets no name begin another header', async () => {
  const { read, raw } = await posted({}, [
    { bytes: PNG, name: 'a.pdf\r\nBcc: spy@evil.example\r\n\r\nbody', type: 'application/pdf' },
  ])
  expect(raw).not.toMatch(/^Bcc/m)
  expect(read.bcc).toBeUndefined()
  expect(read.attachments).toHaveLength(1)
})

it('puts a picture that the html shows beside it, and the files behind', async () => {
  const { read, raw } = await posted({ html: '<p>See <img src="cid:chart" alt="Chart"></p>' }, [
    { bytes: PNG, name: 'chart.png', type: 'image/png', cid: 'chart' },
    { bytes: Buffer.from('%PDF'), name: 'report.pdf', type: 'application/pdf' },
  ])
  expect(read.attachments).toMatchObject([
    { filename: 'chart.png', cid: 'chart', related: true, contentDisposition: 'inline' },
    { filename: 'report.pdf', contentDisposition: 'attachment' },
  ])
  // The parser has put the picture into the html, as a mail program does.
  expect(read.html).toContain('<img src="data:image/png;base64,iVBOR')
  expect(read.text).toBe('Plain\n')
  expect([...raw.matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type)).toEqual([
    'multipart/mixed',
    'multipart/alternative',
    'text/plain',
    'multipart/related',
    'text/html',
    'image/png',
    'application/pdf',
  ])
})

it.each([
  ['nothing', {}, []],
  ['a small file', { html: '<p>Ŵ</p>' }, [1]],
  ['a large file and a picture', { html: '<img src="cid:c">'.repeat(2000) }, [2_000_000, 54_321]],
])(
  'is hardly smaller than it was said to be beforehand, and never larger, with %s',
  async (_what, words, sizes) => {
    const given = sizes.map((size, n) => ({
      ...{ bytes: Buffer.alloc(size, n + 1), name: `Größe ${n}.pdf`, type: 'application/pdf' },
      ...(n === 1 ? { cid: 'c' } : {}),
    }))
    const { bytes, mail, files } = await posted(words, given)
    const said = await mailSize(
      mail,
      new Map([...files].map(([digest, { length }]) => [digest, length])),
      settings(),
    )
    expect(said).toBeGreaterThanOrEqual(bytes.length)
    expect(said - bytes.length).toBeLessThan(400)
  },
)
