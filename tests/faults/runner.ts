import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { noteFile } from '../../bin/idle.js'
import { main } from '../../src/main.ts'
import type { Channel } from '../../src/outbox/channel.ts'
import { thisHost } from '../../src/runner/host.ts'
import { type TestChannelOptions, testChannel } from '../outbox/channel.ts'

/** What a runner is told, as JSON. */
export interface Orders {
  /** The config. */
  file: string
  /** What the clocks showed at `since` (the machine's own, epoch ms), and how many times faster they go. */
  base: number
  since: number
  speed: number
  /** The host it takes itself for. */
  host: string
  /** The way out, instead of what the config says. Settled items go to the table `auto_told`. */
  channel?: TestChannelOptions
  /** A job that it also runs by hand, after each tick. */
  byHand?: 'sms' | 'pupil-scan'
  /** Dies before the n-th statement. */
  killAt?: number
  /** Stops itself (SIGSTOP) once it has committed that it sends something, before it looks for the last time. */
  stopWhenMarked?: boolean
}

/**
 * One process that ticks and ticks until somebody kills it: the program as it is, with a clock that runs faster. It
 * says `ready` before the first tick, and passes on what the ticks say.
 */
async function run(orders: Orders): Promise<void> {
  const clock = () => orders.base + (Date.now() - orders.since) * orders.speed
  let statements = 0
  let hasMarked = false
  const onStatement = (sql: string) => {
    statements += 1
    if (statements === orders.killAt) process.kill(process.pid, 'SIGKILL')
    if (sql.includes('tries + 1')) hasMarked = true
  }
  const lookingAtTheClock = () => {
    if (!orders.stopWhenMarked || !hasMarked) return
    hasMarked = false
    process.kill(process.pid, 'SIGSTOP')
  }
  const world = {
    clock,
    databaseClock: clock,
    host: { ...thisHost(), name: orders.host },
    pause: (ms: number) => wait(ms / orders.speed),
    onStatement,
    ...(orders.channel
      ? { channels: { sms: () => rememberingChannel(orders.channel!, lookingAtTheClock) } }
      : {}),
  }
  process.stdout.write('ready\n')
  for (;;) {
    // Every tick is a whole one.
    rmSync(noteFile(orders.file), { force: true })
    await main(['run-due', '--config', orders.file], world)
    if (orders.byHand) await main([orders.byHand, '--config', orders.file], world)
    await wait(5)
  }
}

/**
 * What goes with a change of state goes to a table, in the same transaction: it must be there once.
 * @param onLook called when somebody looks whether there is time for a call
 */
function rememberingChannel(options: TestChannelOptions, onLook: () => void): Channel {
  const channel = testChannel(options)
  return {
    ...channel,
    get patience() {
      onLook()
      return channel.patience
    },
    settle: async (session, changes) => {
      const rows = changes.map(({ item, state }) => ({ item: item.id, state }))
      if (rows.length > 0) await session.run(session.sql('auto_told').insert(rows))
    },
  }
}

void run(JSON.parse(process.argv[2]!))
