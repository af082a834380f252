import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Templates } from '../../src/mail/template.ts'
import { browse, browser } from '../info/browser.ts'

const reply = {
  school: 'Test School',
  name: 'Grace Hopper (mother)',
  number: '+447700900123',
  pupils: ['Ada Hopper (7A)', 'Ben Hopper (9C)'],
  reply: 'Sorry — they are <ill> & "asleep".\nBack tomorrow 🙂',
  repliedAt: 'Monday 23 November 2026 at 14:05',
  sent: 'Ada and Ben are not at school today. Please tell us why.',
  sentAt: 'Monday 23 November 2026 at 09:40',
  stop: false,
}

/** A folder of templates whose only one says this. */
function templates(files: Record<string, string>): Templates {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-templates-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(path.join(folder, 'one'))
  writeFileSync(path.join(folder, 'layout.hbs'), '<html>{{> @partial-block}}</html>')
  const all = { subject: 'S', text: 'T', html: '{{#> layout}}H{{/layout}}', ...files }
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, 'one', `${name}.hbs`), text)
  return new Templates(folder)
}

it('escapes in html what people wrote, and leaves it as it is in text', async () => {
  const { text, html } = await new Templates().render('sms-reply', reply)
  expect(text).toContain('Sorry — they are <ill> & "asleep".\nBack tomorrow 🙂')
  expect(html).toContain('Sorry — they are &lt;ill&gt; &amp; &quot;asleep&quot;.<br>Back tomorrow 🙂')
  expect(html).not.toContain('<ill>')
})

it.skipIf(!browser)(
  'stays as wide as it is, in a real browser, when a parent sends a long link',
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-templates-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const link = `https://photos.example/${'x'.repeat(300)}`
    const { html } = await new Templates().render('sms-reply', { ...reply, reply: link })
    const measure = `<script>document.title = document.querySelector('.sheet').offsetWidth + ' px'</script>`
    const file = path.join(folder, 'mail.html')
    writeFileSync(file, html.replace('</body>', `${measure}</body>`))
    const { out } = browse(folder, `file://${file}`, '--window-size=800,600', '--dump-dom')
    expect(out).toContain('<title>600 px</title>')
  },
)

it('lets no tag of a parent into the html, wherever their words stand', async () => {
  const evil = '<script>alert(1)</script>'
  const { html } = await new Templates().render('sms-reply', {
    ...reply,
    school: evil,
    name: evil,
    number: evil,
    pupils: [evil],
    reply: evil,
    repliedAt: evil,
    sent: evil,
    sentAt: evil,
  })
  expect(html).not.toContain('<script>')
  expect(html.match(/&lt;script&gt;/g)).toHaveLength(8)
})

it('says who replied, about whom, what and when, and to which text', async () => {
  const { subject, text } = await new Templates().render('sms-reply', reply)
  expect(subject).toBe('A reply to a text, Monday 23 November 2026 at 14:05')
  expect(text).toBe(
    [
      'Grace Hopper (mother), +447700900123',
      'About: Ada Hopper (7A), Ben Hopper (9C)',
      '',
      'Monday 23 November 2026 at 14:05, the reply:',
      '',
      'Sorry — they are <ill> & "asleep".\nBack tomorrow 🙂',
      '',
      'Monday 23 November 2026 at 09:40, the text it answers:',
      '',
      'Ada and Ben are not at school today. Please tell us why.',
      '',
      '--',
      'Test School. Sent by a program: answering this mail does not answer the text.',
      '',
    ].join('\n'),
  )
})

it('has no name, pupil or word of a parent in the subject, which servers log and phones show', async () => {
  const { subject } = await new Templates().render('sms-reply', { ...reply, stop: true })
  expect(subject).toBe('A number asks for no more texts, Monday 23 November 2026 at 14:05')
})

it('says of a reply that answers nothing that it does', async () => {
  const nothing = { ...reply, name: null, pupils: [], sent: null, sentAt: null }
  const { text, html } = await new Templates().render('sms-reply', nothing)
  expect(text).toContain('+447700900123, a number nobody is known by\n')
  expect(text).not.toContain('About')
  for (const words of [text, html]) expect(words).toContain('It answers no text that the school has sent')
})

it('says at its top when the sender wants no more texts', async () => {
  const { text, html } = await new Templates().render('sms-reply', { ...reply, stop: true })
  for (const words of [text, html]) expect(words).toContain('This number asks for no more texts.')
})

it('fails for a variable that is missing, and names the file and the place', async () => {
  const { number: _, ...without } = reply
  await expect(new Templates().render('sms-reply', without)).rejects.toThrow(
    /^templates\/sms-reply\/text\.hbs: "number" not defined - 1:24$/,
  )
})

it('fails for a text that is missing where lines are made of it', async () => {
  const broken = templates({ html: '{{lines nothing}}' })
  await expect(broken.render('one', {})).rejects.toThrow('templates/one/html.hbs: "lines" was given')
})

it('fails for a template that is malformed or not there', async () => {
  await expect(templates({ text: '{{#if a}}' }).render('one', {})).rejects.toThrow(
    /^templates\/one\/text\.hbs: Parse error on line 1:$/,
  )
  await expect(templates({}).render('other', {})).rejects.toThrow(
    'templates/other/subject.hbs: there is no such file',
  )
})

it('reaches nothing of the program from within a template', async () => {
  const evil = templates({ text: '{{constructor.constructor}}' })
  await expect(evil.render('one', {})).rejects.toThrow('templates/one/text.hbs: "constructor" not defined')
})
