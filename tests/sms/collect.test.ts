import { expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { OutsideTrouble } from '../../src/jobs/outside-trouble.ts'
import { collect } from '../../src/sms/collect.ts'
import type { PollRow } from '../../src/sms/poll.ts'
import type { IncomingText, Receipt, SmsProvider } from '../../src/sms/provider.ts'
import { asksToStop } from '../../src/sms/stop.ts'
import { instant, Texts } from './texts.ts'

const HOUR = 3_600_000

/** An account with a provider: what came in, newest first, and pages of it as they are at the moment they are asked for. */
class Account {
  inbox: IncomingText[] = []
  outcomes: Receipt[] = []
  /** Pages that were asked for. */
  pages = 0
  /** Told before each page. */
  onPage: (page: number) => void = () => {}

  receive(id: string, receivedAt: string, text = 'Thank you'): void {
    this.inbox = [{ id, number: '447700900101', text, receivedAt }, ...this.inbox]
  }

  provider(): SmsProvider {
    const paged = async function* <T>(this: Account, rows: () => T[]): AsyncGenerator<T[]> {
      for (let at = 0; at < Math.max(1, rows().length); at += 3) {
        this.onPage(at / 3 + 1)
        this.pages += 1
        yield rows().slice(at, at + 3)
      }
    }
    return {
      ...{ name: 'file', concurrency: 1, patience: 1000, close() {} },
      send: async () => ({ kind: 'accepted' }),
      replies: () => paged.call(this, () => this.inbox) as AsyncGenerator<IncomingText[]>,
      receipts: () => paged.call(this, () => this.outcomes) as AsyncGenerator<Receipt[]>,
    }
  }
}

async function opened() {
  const texts = await Texts.open()
  const account = new Account()
  const look = (provider = account.provider()) =>
    texts.school.with((db) =>
      collect(provider, { db, stop: new AbortController().signal, now: () => db.now() }),
    )
  const collected = async () =>
    (await texts.school.rows<{ provider_id: string }>(own('sms_reply'))).map((row) => row.provider_id).sort()
  const poll = async (what = 'replies') => (await texts.school.rows<PollRow>(own('sms_poll'), { what }))[0]
  return { texts, account, look, collected, poll }
}

const hoursAgo = (hours: number) =>
  new Date(Date.parse(instant('2026-11-23 12:00')) - hours * HOUR).toISOString()

test('the first look goes to the end of the list, a later one back to the last that was complete', async () => {
  const { texts, account, look, collected } = await opened()
  for (let hours = 40; hours > 10; hours -= 1) account.receive(`r${hours}`, hoursAgo(hours))
  await look()
  expect(await collected()).toHaveLength(30)
  expect(account.pages).toBe(10)
  texts.at('2026-11-23 12:05')
  account.receive('new', texts.now)
  account.pages = 0
  await look()
  expect(await collected()).toContain('new')
  // The page with the new one is not wholly older; the one after it is.
  expect(account.pages).toBe(2)
})

test('killed after the newest page, the older ones are not lost', async () => {
  const { texts, account, look, collected, poll } = await opened()
  await look()
  texts.at('2026-11-23 18:00')
  for (let hour = 13; hour < 18; hour += 1)
    for (const minute of ['00', '20', '40'])
      account.receive(`${hour}:${minute}`, instant(`2026-11-23 ${hour}:${minute}`))
  account.onPage = (page) => {
    if (page === 2) throw new Error('killed')
  }
  await expect(look()).rejects.toThrow('killed')
  expect(await collected()).toHaveLength(3)
  expect((await poll())?.completed_at).toBe(instant('2026-11-23 12:00'))
  account.onPage = () => {}
  texts.at('2026-11-23 18:01')
  await look()
  expect(await collected()).toHaveLength(15)
})

test('a reply that arrives between two pages moves the boundary: none is lost, none is taken twice', async () => {
  const { texts, account, look, collected } = await opened()
  for (let hours = 12; hours > 0; hours -= 1) account.receive(`r${hours}`, hoursAgo(hours))
  account.onPage = (page) => {
    if (page === 2) account.receive('moving', hoursAgo(0))
  }
  await look()
  expect(await collected()).toHaveLength(12)
  account.onPage = () => {}
  texts.at('2026-11-23 12:05')
  await look()
  expect(await collected()).toHaveLength(13)
})

test('a provider that breaks off is noted, what it told is kept, and the mark stays where it was', async () => {
  const { texts, account, look, collected, poll } = await opened()
  await look()
  texts.at('2026-11-23 12:05')
  for (let minute = 1; minute < 5; minute += 1)
    account.receive(`r${minute}`, instant(`2026-11-23 12:0${minute}`))
  account.onPage = (page) => {
    if (page === 2) throw new OutsideTrouble('GOV.UK Notify answered 500', { passes: true })
  }
  await look()
  expect(await collected()).toHaveLength(3)
  expect(await poll()).toMatchObject({
    completed_at: instant('2026-11-23 12:00'),
    tried_at: instant('2026-11-23 12:05'),
    trouble: 'GOV.UK Notify answered 500',
  })
  account.onPage = () => {}
  await texts.at('2026-11-23 12:10')
  await look()
  expect(await collected()).toHaveLength(4)
  expect(await poll()).toMatchObject({ completed_at: instant('2026-11-23 12:10'), trouble: null })
})

test('a reply of a clock that is minutes behind is taken all the same', async () => {
  const { texts, account, look, collected } = await opened()
  await look()
  texts.at('2026-11-23 12:05')
  account.receive('behind', instant('2026-11-23 11:58'))
  await look()
  expect(await collected()).toEqual(['behind'])
})

test('replies are asked for every five minutes, not with every run', async () => {
  const { texts, account, look } = await opened()
  await look()
  texts.at('2026-11-23 12:04')
  await look()
  expect(account.pages).toBe(1)
  texts.at('2026-11-23 12:05')
  await look()
  expect(account.pages).toBe(2)
})

test('a text that could not be told what it is keeps its number as the provider writes it', async () => {
  const { texts, account, look } = await opened()
  account.inbox = [{ id: 'r1', number: 'DVLA', text: 'STOP', receivedAt: hoursAgo(1) }]
  await look()
  expect(await texts.school.rows(own('sms_reply'))).toMatchObject([{ number: 'DVLA', stop: 1 }])
})

test.each([
  ['STOP', true],
  [' stop. ', true],
  ['Stop All', true],
  ['STOPALL', true],
  ['unsubscribe', true],
  ['END', true],
  ['quit!', true],
  ['Cancel', true],
  ['Please stop', false],
  ['Stop by at four', false],
  ['Thanks', false],
  ['', false],
])('%j asks for no more texts: %s', (reply, stop) => {
  expect(asksToStop(reply)).toBe(stop)
})

/** A text that has gone at 12:00. */
async function sent() {
  const opening = await opened()
  const { texts } = opening
  const ada = await texts.school.pupil('Ada')
  const text = await texts.text(await texts.batch(), ada, await texts.contact(ada))
  await texts.run()
  const [item] = await texts.items()
  const told = (state: Receipt['state'], more: Partial<Receipt> = {}) => {
    const id = item!.provider_id as string
    opening.account.outcomes = [{ id, state, sentAt: hoursAgo(0), ...more }, ...opening.account.outcomes]
  }
  return { ...opening, text, told }
}

test('a receipt says that a text was delivered, and that does not go on the contact log again', async () => {
  const { texts, text, told, look } = await sent()
  told('delivered')
  await look()
  expect(await texts.state(text)).toBe('delivered')
  expect(await texts.items()).toMatchObject([{ state: 'delivered' }])
  expect(await texts.log()).toHaveLength(1)
})

test('a receipt says that a text failed, and why', async () => {
  const { texts, text, told, look } = await sent()
  told('failed', { reason: 'the phone does not exist' })
  await look()
  expect(await texts.state(text)).toBe('failed: the phone does not exist')
})

test('receipts that come twice, or out of order, change nothing once the end is known', async () => {
  const { texts, text, told, look } = await sent()
  told('delivered')
  await look()
  told('failed')
  told('pending')
  texts.at('2026-11-23 12:10')
  await look()
  expect(await texts.state(text)).toBe('delivered')
})

test('receipts are asked for often while a text is fresh, seldom later, and not for ever', async () => {
  const { texts, account, look, poll } = await sent()
  account.outcomes = [{ id: 'of another program', state: 'delivered', sentAt: hoursAgo(0) }]
  await look()
  const asked = async (at: string) => {
    texts.at(at)
    const before = (await poll('receipts'))?.tried_at
    await look()
    return (await poll('receipts'))?.tried_at !== before
  }
  expect(await asked('2026-11-23 12:04')).toBe(false)
  expect(await asked('2026-11-23 12:05')).toBe(true)
  expect(await asked('2026-11-23 13:02')).toBe(false)
  expect(await asked('2026-11-23 13:30')).toBe(true)
  expect(await asked('2026-11-23 14:00')).toBe(false)
  expect(await asked('2026-11-23 14:30')).toBe(true)
  expect(await asked('2026-11-28 12:00')).toBe(false)
})
