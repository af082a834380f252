import type { Settings } from '../jobs/kit.ts'
import type { Allowance } from './limits.ts'
import type { QueuedText } from './queue.ts'
import { lastMoment, type QuietHours } from './quiet.ts'
import { referenceOf } from './reference.ts'
import { type Fate, timesOf } from './wanted.ts'

/** An item of the outbox to be: one text to one number, for all texts of the queue that it stands for. */
export interface NewItem {
  reference: string
  title: string
  recipient: string
  content: string
  /** Epoch ms. */
  notAfter: number
  texts: number[]
}

/** An item that a batch has in the outbox already. */
export interface KnownItem {
  batch_id: number
  recipient: string
  content: string
  reference: string
  state: string
}

/** What a run makes of the texts that are due. */
export interface Sorted {
  go: NewItem[]
  /** Those for which a person has to say yes. */
  beyond: NewItem[]
  beyondBatches: number[]
  /** Texts that an item carries which has been handed over before: the batch was still being written then. */
  joined: { text: number; item: KnownItem }[]
  /** Decided without being sent. */
  done: { text: number; state: 'failed' | 'expired' | 'withdrawn'; reason: string }[]
  /** When something of what is left in the queue changes by itself, epoch ms. */
  again: number
}

/** The next run: the tick after this one, whichever second it comes in. */
const NEXT_RUN = 30_000

/** Sorts texts that come batch by batch. */
export function sorted(
  texts: { text: QueuedText; fate: Fate }[],
  known: KnownItem[],
  allowance: Allowance,
  { quiet, now, settings }: { quiet: QuietHours; now: number; settings: Settings },
): Sorted {
  const sorted: Sorted = { go: [], beyond: [], beyondBatches: [], joined: [], done: [], again: Infinity }
  const already = new Map(known.map((item) => [keyOf(item.batch_id, item.recipient, item.content), item]))
  const batches = new Map<number, Map<string, NewItem>>()
  const soonest = (at: number) => {
    sorted.again = Math.min(sorted.again, at)
  }
  for (const { text, fate } of texts) {
    if (fate.kind === 'wait') soonest(fate.until)
    else if (fate.kind !== 'go') sorted.done.push({ text: text.id, state: fate.kind, reason: fate.reason })
    else {
      const key = keyOf(text.batch_id, fate.number, text.body)
      const item = already.get(key)
      if (item) sorted.joined.push({ text: text.id, item })
      else
        put(
          batches,
          key,
          { text, number: fate.number, notAfter: lastMoment(quiet, timesOf(text)) },
          now,
          settings,
        )
    }
  }
  for (const [batch, group] of batches) {
    const items = [...group.values()]
    const allowed = allowance.take(items.length)
    if (allowed === 'go') sorted.go.push(...items)
    else if (allowed === 'next run') soonest(now + NEXT_RUN)
    else {
      sorted.beyond.push(...items)
      sorted.beyondBatches.push(batch)
      for (const { notAfter } of items) soonest(notAfter + 1)
    }
  }
  return sorted
}

const keyOf = (batch: number, number: string, body: string) => `${batch} ${number} ${body}`

function put(
  batches: Map<number, Map<string, NewItem>>,
  key: string,
  { text, number, notAfter }: { text: QueuedText; number: string; notAfter: number },
  now: number,
  settings: Settings,
): void {
  const items = batches.get(text.batch_id) ?? new Map<string, NewItem>()
  batches.set(text.batch_id, items)
  const item = items.get(key)
  if (item) {
    item.texts.push(text.id)
    // Each is looked at again before the item goes: one that is too late by then is left out.
    item.notAfter = Math.max(item.notAfter, notAfter)
    return
  }
  items.set(key, {
    // A text that was taken back from the outbox leaves under another name: one that stands for this handing over.
    reference: referenceOf('text', text.id, `${text.queued_at} ${now}`, settings),
    title: `${text.purpose === 'absence' ? 'Absence text' : 'Text'} of batch ${text.batch_id}`,
    recipient: number,
    content: text.body,
    notAfter,
    texts: [text.id],
  })
}
