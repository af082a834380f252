import { expect, it } from 'vitest'
import { written } from './mail.ts'

/** What every mail has at its top, in any order. */
const USUAL = [
  'Auto-Submitted',
  'Content-Transfer-Encoding',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
]

const names = (headers: string[]) => headers.map((line) => line.slice(0, line.indexOf(':'))).sort()

it('names itself by its reference and the domain of the sender, the same every time', async () => {
  for (const tries of [1, 2]) {
    const { headers } = await written({}, { item: { tries } })
    expect(headers).toContain('Message-ID: <reply-1-office@school.example>')
  }
})

it('is dated when it is sent', async () => {
  const { headers } = await written({})
  expect(headers).toContain('Date: Mon, 23 Nov 2026 12:05:07 +0000')
})

it('asks to be answered by no program, but to be told when it cannot be delivered', async () => {
  const { headers } = await written({})
  expect(headers).toContain('Auto-Submitted: auto-generated')
  expect(headers).toContain('X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply')
})

it('has both the plain words and the html', async () => {
  const { read, headers } = await written({ text: 'Plain ŵ\n', html: '<p>Html ŷ</p>' })
  expect(read.text).toBe('Plain ŵ\n')
  expect(read.html).toBe('<p>Html ŷ</p>')
  expect(headers.join('\n')).toContain('multipart/alternative')
})

it('is a plain mail without html', async () => {
  const { read, headers } = await written({ text: 'Plain\n' })
  expect(read.html).toBe(false)
  expect(names(headers)).toEqual(USUAL)
})

it.each([
  ['Welsh', 'Ysgol Tŷ Gŵyr: ymateb i’r neges'],
  ['umlauts', 'Grüße aus der Schule, Größe ß'],
  ['Polish', 'Zażółć gęślą jaźń'],
  ['Arabic', 'رد على رسالة من المدرسة'],
  ['Hebrew with Latin', 'תשובה 7A שלום'],
  ['emoji', 'Reply 🙂👩‍👩‍👧 from home'],
  ['signs of html', '<b>5 > 3 & "so"</b>'],
])('carries a subject in %s', async (_what, subject) => {
  const { raw, read } = await written({ subject })
  expect(read.subject).toBe(subject)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: only ASCII goes over the wire
  expect(raw.split('\r\n\r\n')[0]).toMatch(/^[\x00-\x7f]*$/)
})

it.each([
  ['a comma', 'Hopper, Grace <g@school.example>', 'Hopper, Grace'],
  ['a quoted comma', '"Hopper, Grace" <g@school.example>', 'Hopper, Grace'],
  ['quotes within', '"Grace \\"Amazing\\" Hopper" <g@school.example>', 'Grace "Amazing" Hopper'],
  ['an apostrophe', "St Peter's School <g@school.example>", "St Peter's School"],
  ['brackets', 'Office (main) <g@school.example>', 'Office (main)'],
  ['Welsh', 'Ysgol Tŷ Gŵyr <g@school.example>', 'Ysgol Tŷ Gŵyr'],
  ['Arabic', 'المدرسة <g@school.example>', 'المدرسة'],
  ['emoji', 'School 🏫 <g@school.example>', 'School 🏫'],
  ['an address', '"other@evil.example" <g@school.example>', 'other@evil.example'],
  ['no name', 'g@school.example', ''],
])('carries a sender with %s', async (_what, from, name) => {
  const { read, envelope } = await written({}, { settings: { from } })
  expect(read.from?.value).toEqual([{ address: 'g@school.example', name }])
  expect(envelope.from).toBe('g@school.example')
})

it('cuts a very long subject between the characters as people see them', async () => {
  const { read } = await written({ subject: `Long ${'👩‍👩‍👧'.repeat(2000)}` })
  expect(read.subject).toMatch(/^Long (👩‍👩‍👧)+…$/u)
  expect(read.subject!.length).toBeLessThanOrEqual(200)
})

it('has no line that is longer than mail servers take, whatever stands in it', async () => {
  const words = {
    subject: 'x'.repeat(5000),
    text: `${'y'.repeat(20_000)}\n`,
    html: `<p>${'z'.repeat(20_000)}</p>`,
  }
  const { raw, read } = await written(words, { settings: { from: `${'n'.repeat(2000)} <g@school.example>` } })
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  expect(read.text).toBe(words.text)
})

it.each([
  ['\r\n', 'CRLF'],
  ['\n', 'LF'],
  ['\r', 'CR'],
  ['\u2028', 'a line separator'],
  ['\u0085', 'a next line'],
  ['\0', 'a zero'],
  ['\u000b', 'a vertical tab'],
])('lets nothing behind %j (%s) begin another header', async (end) => {
  const evil = `Hi${end}Bcc: spy@evil.example${end}${end}<b>body</b>`
  const { headers, read, raw, envelope } = await written(
    { subject: evil, text: 'Hello\n' },
    { settings: { from: `${evil.replace(/[<>]/g, '')} <g@school.example>`, replyTo: undefined } },
  )
  expect(names(headers)).toEqual(USUAL)
  expect(read.bcc).toBeUndefined()
  expect(read.subject).toBe('Hi Bcc: spy@evil.example <b>body</b>')
  expect(read.text).toBe('Hello\n')
  expect(raw).not.toMatch(/^Bcc/m)
  expect(envelope.to).toEqual(['ada@school.example'])
})

it('keeps apart what stands in the text and how the mail ends', async () => {
  const text = 'One\n.\nTwo\r\n.\r\nQUIT\r\n\r\nSubject: no\n'
  const { read } = await written({ text })
  expect(read.text).toBe(text.replaceAll('\r\n', '\n'))
  expect(read.subject).toBe('Hello')
})

it('reads no file and no page that the words name', async () => {
  const { read } = await written({ html: '<img src="file:///etc/passwd"><img src="cid:x">' })
  expect(read.attachments).toEqual([])
  expect(read.html).toContain('file:///etc/passwd')
})

it('says where answers go', async () => {
  const { read } = await written({}, { settings: { replyTo: 'desk@school.example' } })
  expect(read.replyTo?.value).toEqual([{ address: 'desk@school.example', name: '' }])
})

it('writes domains as mail servers know them', async () => {
  const { envelope, read } = await written(
    {},
    { item: { recipient: 'ada@Bücher.Example.,b@school.example' }, settings: { from: 'Tŷ <g@tŷ.example>' } },
  )
  expect(envelope).toEqual({
    from: 'g@xn--t-foa.example',
    to: ['ada@xn--bcher-kva.example', 'b@school.example'],
  })
  expect(read.messageId).toBe('<reply-1-office@xn--t-foa.example>')
})
