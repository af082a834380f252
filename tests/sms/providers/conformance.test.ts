import { beforeEach, describe, expect, test } from 'vitest'
import { OutsideTrouble } from '../../../src/jobs/outside-trouble.ts'
import type { SmsProvider } from '../../../src/sms/provider.ts'
import { adapter, all, hello, never, running, servers } from './counterparts.ts'
import { Folder } from './folder.ts'
import type { Counterpart } from './server.ts'

const counterparts: [string, () => Promise<Counterpart>][] = [
  ...servers.map(([name, make]): [string, () => Promise<Counterpart>] => [name, () => running(make())]),
  ['file', async () => new Folder()],
]

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

describe.each(counterparts)('%s, like any provider,', (name, counterpart) => {
  let other: Counterpart
  let provider: SmsProvider

  beforeEach(async () => {
    other = await counterpart()
    provider = adapter(other)
  })

  test('takes a text, once, and says what it calls it', async () => {
    expect(provider.name).toBe(name)
    const verdict = await provider.send(hello)
    expect(verdict).toEqual({ kind: 'accepted', providerId: other.accepted[0]?.id })
    expect(other.accepted).toMatchObject([{ number: hello.number, text: hello.text }])
  })

  test.each([
    'Fees: £5 or €6',
    '^{}\\[]~|',
    'tŵr, ŷd',
    'zażółć gęślą jaźń',
    'مدرسة مغلقة',
    'Snow! ☃️ 🏫',
    'a <b> & "c" \'d\' &#163; ]]> %+=',
    'two\nlines',
    ' spaces  around ',
  ])('takes every character of %j', async (text) => {
    expect(await provider.send({ ...hello, text })).not.toHaveProperty('note')
    expect(other.accepted[0]?.text).toBe(text)
  })

  test('takes many at once', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => ({ ...hello, reference: `m${index}` }))
    const verdicts = await Promise.all(texts.map((text) => provider.send(text)))
    expect(verdicts.filter(({ kind }) => kind === 'accepted')).toHaveLength(40)
    expect(other.accepted).toHaveLength(40)
  })

  test('has a text that it took, and not another, if it can be asked', async () => {
    if (!provider.lookUp) return expect(['esendex', 'twilio']).toContain(name)
    await provider.send(hello)
    expect(await provider.lookUp(hello.reference)).toEqual({
      kind: 'accepted',
      providerId: other.accepted[0]?.id,
    })
    expect(await provider.lookUp('m2')).toBe('not found')
  })

  test('tells the replies of all pages, the newest first', async () => {
    expect(await all(provider.replies(never))).toEqual([])
    const ids = Array.from({ length: 260 }, (_, index) => {
      return other.receive({ number: '+447700900123', text: `reply ${index}`, at: minutesAgo(300 - index) })
    })
    const replies = await all(provider.replies(never))
    expect(replies.map(({ id }) => id)).toEqual(ids.reverse())
    const at = minutesAgo(300).slice(0, 14)
    expect(replies.at(-1)).toMatchObject({ text: 'reply 0', receivedAt: expect.stringContaining(at) })
    expect(replies.at(-1)?.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(replies.at(-1)?.number).toMatch(/^\+?447700900123$/)
  })

  test('tells the words of a reply whole, however long', async () => {
    const text = `Ada's ill & at home: 38.5 °C <sorry> £5 ☃ ${'long '.repeat(60)}end`
    other.receive({ number: '+447700900123', text, at: minutesAgo(1) })
    expect((await all(provider.replies(never)))[0]?.text).toBe(text)
  })

  test('loses no reply when others come in between two pages', async () => {
    const ids = Array.from({ length: 260 }, (_, index) => {
      return other.receive({ number: '+447700900123', text: 'hello', at: minutesAgo(300 - index) })
    })
    const told = new Set<string>()
    for await (const page of provider.replies(never)) {
      for (const { id } of page) told.add(id)
      for (let count = 0; count < 30; count += 1) {
        if (told.size < 260) other.receive({ number: '+447700900123', text: 'new', at: minutesAgo(0) })
      }
    }
    expect(ids.filter((id) => !told.has(id))).toEqual([])
  })

  test('tells what became of the texts', async () => {
    for (const reference of ['m1', 'm2', 'm3']) await provider.send({ ...hello, reference })
    const [one, two, three] = other.accepted.map(({ id }) => id)
    other.deliver(one!, 'delivered')
    other.deliver(two!, 'failed')
    const receipts = new Map((await all(provider.receipts(never))).map((receipt) => [receipt.id, receipt]))
    expect(receipts.get(one!)).toMatchObject({ state: 'delivered', sentAt: expect.stringMatching(/Z$/) })
    expect(receipts.get(two!)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/\w/) })
    expect(receipts.get(three!)?.state ?? 'pending').toBe('pending')
  })

  test('does not pretend to have told everything when it is stopped', async () => {
    for (let index = 0; index < 260; index += 1) {
      other.receive({ number: '+447700900123', text: 'hello', at: minutesAgo(index) })
    }
    const stop = new AbortController()
    const told: string[] = []
    const read = async () => {
      for await (const page of provider.replies(stop.signal)) {
        told.push(...page.map(({ id }) => id))
        stop.abort('SIGTERM')
      }
    }
    await expect(read()).rejects.toThrow(OutsideTrouble)
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThan(260)
  })

  test('says what is left, if it can be asked', async () => {
    if (!provider.credit) return expect(name).toMatch(/^(notify|file)$/)
    expect(await provider.credit()).toMatch(/^(2000 texts|41\.2 GBP)$/)
  })
})
