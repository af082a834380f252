import type { Row, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { cautions } from '../runner/caution.ts'
import { patiently } from '../runner/patiently.ts'
import { iso, type School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import { digestOf } from './file.ts'
import type { Item } from './item.ts'
import { type Outcome, settled } from './outcome.ts'

const table = own('outbox_file')

/** Parameters of a statement: SQL Server takes 2,100. */
const MOST = 2000

/**
 * The files of the items that are being sent. What the next items need as well stays, so that a file is in memory
 * once however many items carry it, and no longer than it is needed.
 */
export class Shelf {
  #files = new Map<string, Buffer>()

  /** @returns the files by digest; without those that are gone, and with `damaged` for those that are not what they were */
  async load(session: Session, digests: string[]): Promise<Map<string, Buffer | 'damaged'>> {
    const found = new Map<string, Buffer | 'damaged'>()
    const missing = new Set<string>()
    for (const digest of digests) {
      const held = this.#files.get(digest)
      if (held) found.set(digest, held)
      else missing.add(digest)
    }
    const rows = session.sql(table).whereIn('digest', [...missing])
    if (missing.size > 0)
      for await (const { digest, content } of session.each<FileRow>(rows.select('digest', 'content'))) {
        const bytes = Buffer.from(content, 'base64')
        found.set(digest, digestOf(bytes) === digest ? bytes : 'damaged')
      }
    this.#files = new Map(
      [...found].flatMap(([digest, file]) => (file === 'damaged' ? [] : [[digest, file]])),
    )
    return found
  }
}

interface FileRow {
  digest: string
  content: string
}

/** Gives items their files. One that lacks any is not sent at all: it has failed. */
export async function withFiles(
  session: Session,
  { filesOf }: Channel,
  items: Item[],
  shelf: Shelf,
): Promise<{ ready: Item[]; failed: Outcome[] }> {
  if (!filesOf || items.length === 0) return { ready: items, failed: [] }
  const needs = items.map((item) => ({ item, digests: filesOf(item) }))
  const found = await shelf.load(session, [...new Set(needs.flatMap(({ digests }) => digests))])
  const ready: Item[] = []
  const failed: Outcome[] = []
  for (const { item, digests } of needs) {
    const bad = digests.find((digest) => !(found.get(digest) instanceof Buffer))
    if (bad === undefined)
      ready.push({ ...item, files: new Map(digests.map((digest) => [digest, found.get(digest) as Buffer])) })
    else failed.push(settled(item, { state: 'failed', reason: found.has(bad) ? DAMAGED : GONE }))
  }
  return { ready, failed }
}

const GONE = 'A file that goes with it is gone: files are kept for 30 days. It is not sent without.'
const DAMAGED = 'A file that goes with it is damaged in the database. It is not sent without.'

/** Puts files beside the items that carry them, in the caller's transaction; one that is there already stays. */
export async function keepFiles(session: Session, rows: (Row & { digest: string })[]): Promise<void> {
  for (const row of rows) {
    const { digest } = row
    const there = await session.first(session.sql(table).where({ digest }).select('digest'))
    if (!there) await session.run(session.sql(table).insert(row))
  }
}

/**
 * Removes the files whose time is over, but for those that an item still needs which is not finished. Not while a
 * caution stands: clocks or the database may be wrong.
 */
export async function removeOldFiles({ db, host }: School): Promise<void> {
  const now = iso(await db.now())
  const old = (session: Session) => session.sql(table).where('kept_until', '<', now)
  if (!(await db.first(old(db).select('digest').orderBy('digest').limit(1)))) return
  if ((await cautions(db, host)).length > 0) return
  await patiently(() =>
    db.transaction(
      async (session) => {
        const digests = await session.all<{ digest: string }>(old(session).select('digest'))
        const needed = await neededFiles(session)
        const gone = digests.map(({ digest }) => digest).filter((digest) => !needed.has(digest))
        for (let at = 0; at < gone.length; at += MOST)
          await session.run(
            session
              .sql(table)
              .whereIn('digest', gone.slice(at, at + MOST))
              .delete(),
          )
      },
      { turn: 'outbox' },
    ),
  )
}

/** Whatever stands as a digest in the content of an item, also in the mail that would go in its place. */
const DIGEST = /"digest":"([0-9a-f]{64})"/g

async function neededFiles(session: Session): Promise<Set<string>> {
  const unfinished = session
    .sql(own('outbox'))
    .whereIn('kind', ['mail', 'print', 'folder'])
    .whereIn('state', ['queued', 'sending', 'unknown'])
  const needed = new Set<string>()
  for await (const { content } of session.each<Pick<Item, 'content'>>(unfinished.select('content')))
    for (const [, digest] of content.matchAll(DIGEST)) needed.add(digest!)
  return needed
}
