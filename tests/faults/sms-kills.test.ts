import { describe, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { Random } from '../../src/demo/random.ts'
import { put } from '../database.ts'
import type { TestSchool } from '../school.ts'
import { running } from '../sms/providers/counterparts.ts'
import type { Misbehaviour, ProviderServer } from '../sms/providers/server.ts'
import { NotifyServer } from '../sms/providers/server-notify.ts'
import { TwilioServer } from '../sms/providers/server-twilio.ts'
import { KILLS, killAndCheck, ROUND, roundsOf, type Scenario } from './outgoing-kills.ts'

const FAMILIES = 30
const BATCHES = 2 * ROUND
const MINUTE = 60_000

/** It never asks for more than a moment: while a channel is paused there is nothing to kill. */
const howItAnswers: { weight: number; how: Misbehaviour }[] = [
  { weight: 84, how: 'none' },
  { weight: 4, how: 'reset after' },
  { weight: 2, how: 'reset before' },
  { weight: 2, how: 'truncated' },
  { weight: 1, how: 'nonsense' },
  { weight: 2, how: { status: 500 } },
  { weight: 3, how: { status: 429, headers: { 'retry-after': '1' } } },
  { weight: 1, how: { status: 503, headers: { 'retry-after': '1' } } },
  { weight: 1, how: { status: 400 } },
]

/** Batches to two siblings of every family, which become due one after the other while all is in uproar. */
async function queueTexts(school: TestSchool, random: Random): Promise<void> {
  const at = new Date(school.now).toISOString()
  const numberOf = (family: number) => `07700 900${100 + family}`
  for (let pupil = 0; pupil < 2 * FAMILIES; pupil += 1) await school.pupil(`P${pupil}`)
  await school.with(async (db) => {
    const insert = (table: string, rows: Row[]) =>
      db.bulkInsert(
        table,
        Object.keys(rows[0]!),
        rows.map((row) => Object.values(row)),
      )
    const families = Array.from({ length: FAMILIES }, (_, at) => at + 1)
    const children = families.flatMap((family) => [
      { pupil_id: 2 * family - 1, contact_id: family },
      { pupil_id: 2 * family, contact_id: family },
    ])
    await insert(
      'contact',
      families.map((id) => ({ id, surname: 'Test', forename: 'Grace', mobile: numberOf(id) })),
    )
    await insert(
      'pupil_contact',
      children.map((child) => ({
        ...child,
        priority: 1,
        relationship: 'Mother',
        parental_responsibility: 1,
      })),
    )
    for (let batch = 1; batch <= BATCHES; batch += 1) {
      await put(db, 'sms_batch', { id: batch, purpose: 'general', urgent: 0, queued_at: at })
      const not_before = new Date(school.now + random.int(0, ROUND) * MINUTE).toISOString()
      await insert(
        'sms_message',
        children.map((child) => ({
          ...child,
          batch_id: batch,
          number: numberOf(child.contact_id),
          body: `Letter ${batch} of the week.`,
          state: 'queued',
          not_before,
        })),
      )
    }
  })
}

interface Text {
  id: number
  pupil_id: number
  body: string
  state: string
}

/** The school's queue and the contact log against what the provider took. */
async function compare(school: TestSchool, { accepted }: ProviderServer): Promise<string[]> {
  const violations: string[] = []
  const must = (isSo: boolean, words: string) => {
    if (!isSo) violations.push(words)
  }
  const words = accepted.map(({ number, text }) => `${number} ${text}`)
  const taken = new Set(words)
  must(taken.size === words.length, `${words.length - taken.size} were taken twice by number and text`)
  const log = new Map<string, number>()
  for (const { pupil_id, body } of await school.rows('contact_log', { direction: 'out' }))
    log.set(`${pupil_id} ${body}`, (log.get(`${pupil_id} ${body}`) ?? 0) + 1)
  const texts = await school.rows<Text>('sms_message')
  must(texts.length === BATCHES * 2 * FAMILIES, 'a text is gone from the queue')
  for (const { id, pupil_id, body, state } of texts) {
    const wasTaken = taken.has(`+447700900${100 + Math.ceil(pupil_id / 2)} ${body}`)
    const right = wasTaken ? ['sent', 'delivered', 'unknown'] : ['unknown', 'failed', 'expired']
    must(right.includes(state), `text ${id} is ${state}, and was ${wasTaken ? '' : 'not '}taken`)
    const times = log.get(`${pupil_id} ${body}`) ?? 0
    const isGone = state === 'sent' || state === 'delivered'
    must(times === (isGone ? 1 : 0), `text ${id} is ${state}, and is ${times} times on the contact log`)
  }
  return violations
}

function over(server: ProviderServer, section: object, seed: number): Scenario {
  const random = new Random(seed, 'texts')
  const settings = {
    ...section,
    address: server.address,
    limits: { perRun: 100_000, perDay: 100_000 },
    quietHours: '02:00-03:00',
  }
  // Long enough that many die while texts are on their way.
  server.latency = 30
  server.misbehave(...Array.from({ length: 50 * BATCHES }, () => random.weighted(howItAnswers).how))
  return {
    jobs: '  sms: {}',
    rest: `sms: ${JSON.stringify(settings)}`,
    hosts: random.chance(0.5) ? ['A', 'A'] : ['A', 'B'],
    life: 600,
    byHand: 'sms',
    async fill(school, clock) {
      server.clock = clock
      await queueTexts(school, random)
    },
    // Twilio takes no name of ours: number and text are as good, no two items have both.
    taken(items) {
      const byWords = new Map(items.map((item) => [`${item.recipient} ${item.content}`, item.reference]))
      return server.accepted.map(
        ({ reference, number, text }) => reference ?? byWords.get(`${number} ${text}`) ?? 'a stranger',
      )
    },
    waits: ({ sql }) => sql('sms_message').whereIn('state', ['queued', 'sending']),
    check: (school) => compare(school, server),
  }
}

const forms = [
  {
    provider: 'notify',
    open: async () => {
      const server = await running(new NotifyServer())
      return { server, section: { provider: 'notify', notify: server.settings.notify } }
    },
  },
  {
    provider: 'twilio',
    open: async () => {
      const server = await running(new TwilioServer())
      return { server, section: { provider: 'twilio', twilio: server.settings.twilio } }
    },
  },
]

describe(`two runners of the job sms, killed at random ${KILLS} times for each provider`, () => {
  test.each(roundsOf(...forms))(
    'no text is taken twice or lost, and queue and contact log say what became of it: $provider (seed $seed)',
    async ({ open, seed }) => {
      const { server, section } = await open()
      await killAndCheck(over(server, section, seed), seed)
    },
    600_000,
  )
})
