import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso, type School } from './school.ts'

interface PostRow {
  id: number
  words: string
  tries: number
}

const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE
const LONGEST_PAUSE = 60 * MINUTE

/** Puts words on their way to the webhook, in the transaction that decided to tell them. */
export async function queuePost(session: Session, words: string, now: number): Promise<void> {
  const row = { words: words.slice(0, 1200), tries: 0, next_try_at: iso(now), given_up_at: iso(now + WEEK) }
  await session.insert(own('post'), row)
}

/**
 * Posts what waits. The next try is written down before each one, so a tick that dies here delays a message and
 * does not lose it; twice is better than never.
 */
export async function deliverPosts(school: School, now: number): Promise<void> {
  const { db, config } = school
  const { webhook } = config.alerts
  if (!webhook) return
  const due = waiting(school, now).where('next_try_at', '<=', iso(now))
  for (const post of await db.all<PostRow>(due.orderBy('id').limit(5))) {
    const row = () => db.sql(own('post')).where({ id: post.id, tries: post.tries })
    const pause = Math.min(MINUTE * 2 ** post.tries, LONGEST_PAUSE)
    const mine = await db.run(row().update({ tries: post.tries + 1, next_try_at: iso(now + pause) }))
    if (mine === 0) continue
    const failure = await send(webhook, post.words)
    if (!failure) await db.run(db.sql(own('post')).where({ id: post.id }).delete())
    else if (post.tries === 0) {
      school.tell(`! The webhook for alerts does not take them: ${failure}. It is tried again for a week.`)
    }
  }
}

/** When the next delivery is due, epoch milliseconds; undefined while nothing waits, or nobody is to be told. */
export async function nextPost(school: School, now: number): Promise<number | undefined> {
  if (!school.config.alerts.webhook) return undefined
  const next = await school.db.first<{ at: string | null }>(waiting(school, now).min({ at: 'next_try_at' }))
  return next?.at ? Date.parse(next.at) : undefined
}

/** What is still worth delivering. */
const waiting = ({ db }: School, now: number) => db.sql(own('post')).where('given_up_at', '>', iso(now))

/**
 * Tells the webhook, within five seconds or not at all.
 * @returns what went wrong, without the address: it is a secret.
 */
export async function send(url: string, text: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(5000),
    })
    return response.ok ? undefined : `it answered ${response.status}`
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } }
    return name === 'TimeoutError' ? 'no answer in 5 seconds' : (cause?.code ?? 'the connection failed')
  }
}
