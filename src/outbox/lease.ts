import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { isDead, removeTraces } from '../runner/alive.ts'
import { iso, type School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import type { Kind } from './item.ts'

/** A row of the channel table. Instants are ISO 8601 in UTC. */
export interface ChannelRow {
  kind: Kind
  token: string | null
  host: string | null
  boot: string | null
  pid: number | null
  expires_at: string | null
  paused_until: string | null
  trouble: string | null
  pauses: number
}

/** How the way out is doing: kept in its row, written by whoever holds the lease. */
export type Standing = Pick<ChannelRow, 'paused_until' | 'trouble' | 'pauses'>

/**
 * The right to send a kind, for a while. Whoever holds it may mark items as `sending`; to call the provider he looks
 * at a clock of his own besides: a process that was put to sleep cannot know what others have decided meanwhile.
 */
export class Lease {
  readonly kind: Kind
  readonly token: string
  /** How long it lives unless it is renewed, ms. */
  readonly length: number
  /** Another process has taken it: nothing more may be begun. */
  isLost = false
  standing: Standing
  /** Who had it before and did not give it back, and whether that process is certainly gone. */
  readonly from: { token: string; isDead: boolean } | undefined
  readonly #clock: () => number
  #renewed: { steady: number; wall: number }

  constructor(
    channel: Pick<Channel, 'kind' | 'patience'>,
    token: string,
    clock: () => number,
    before: { standing: Standing; from: Lease['from'] },
  ) {
    this.kind = channel.kind
    this.token = token
    this.length = leaseLength(channel)
    this.standing = before.standing
    this.from = before.from
    this.#clock = clock
    this.#renewed = this.mark()
  }

  /** The moment by the host's own clocks; taken before the database is asked for its time. */
  mark(): { steady: number; wall: number } {
    return { steady: performance.now(), wall: this.#clock() }
  }

  /**
   * Whether it is certain to live for so many milliseconds more. The steady clock does not run while a machine is
   * suspended, and the other one can be set back: the one that has gone further counts.
   */
  lasts(ms: number): boolean {
    const { steady, wall } = this.mark()
    const gone = Math.max(steady - this.#renewed.steady, wall - this.#renewed.wall)
    return gone + ms < this.length
  }

  /**
   * The fence: renews it, with its standing, if it is still this token's. Otherwise it is lost.
   * @returns what to call once that is committed
   */
  async renew(
    session: Session,
    mark: { steady: number; wall: number },
    standing: Standing,
    now: number,
  ): Promise<() => void> {
    const mine = session.sql(own('outbox_channel')).where({ kind: this.kind, token: this.token })
    const renewed = await session.run(mine.update({ ...standing, expires_at: iso(now + this.length) }))
    if (renewed === 0) this.isLost = true
    return () => {
      if (renewed === 0) return
      this.#renewed = mark
      this.standing = standing
    }
  }

  async release({ db }: School): Promise<void> {
    const mine = db.sql(own('outbox_channel')).where({ kind: this.kind, token: this.token })
    await db.run(mine.update({ token: null, expires_at: null }))
  }
}

/** Two calls that take as long as they may, one after the other, and a minute. */
const leaseLength = ({ patience }: Pick<Channel, 'patience'>) => 2 * patience + 60_000

/** Takes the lease of a kind, where it is free, its holder dead, or its time over. */
export async function takeLease(school: School, channel: Channel, token: string): Promise<Lease | undefined> {
  const { db, host, clock } = school
  const { kind } = channel
  const row = await channelRow(db, kind)
  const holder = row?.token ? { token: row.token, host: row.host ?? '', boot: row.boot ?? '' } : undefined
  const dead = holder !== undefined && (await isDead(holder, host))
  if (holder && !dead && (row?.expires_at ?? '') >= iso(await db.now())) return undefined

  const { paused_until = null, trouble = null, pauses = 0 } = row ?? {}
  const lease = new Lease(channel, token, clock, {
    standing: { paused_until, trouble, pauses },
    from: holder && { token: holder.token, isDead: dead },
  })
  const now = await db.now()
  const held = {
    token,
    host: host.name,
    boot: host.boot,
    pid: host.pid,
    expires_at: iso(now + lease.length),
  }
  const taken = await db.transaction(
    async (session) => {
      const channels = session.sql(own('outbox_channel'))
      // Not if it has been renewed meanwhile.
      if (row)
        return session.run(
          channels.where({ kind, token: row.token, expires_at: row.expires_at }).update(held),
        )
      if (await channelRow(session, kind)) return 0
      return session.run(channels.insert({ kind, ...held, ...lease.standing }))
    },
    { turn: 'outbox' },
  )
  if (taken === 0) return undefined
  if (dead) removeTraces(holder.token)
  return lease
}

export const channelRow = (session: Session, kind: Kind) =>
  session.first<ChannelRow>(session.sql(own('outbox_channel')).where({ kind }))
