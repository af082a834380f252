import { setMaxListeners } from 'node:events'
import type { ExitCode } from '../exit.ts'
import { goOnWithoutReader, stopSignal } from '../stop.ts'
import type { World } from '../world.ts'

/** What a process that ticks for several schools, one after another, is told: the next config, by its absolute path. */
export interface Order {
  config: string
}

/** What it answers: that it is there; what is to be printed; and, at the end of each tick, how that went. */
export type Answer = { ready: true } | { out: string } | { err: string } | { ended: ExitCode }

/** The first word of its command line. */
export const IN_TURN = 'tick-in-turn'

/**
 * Ticks for each config that this process is told of, until whoever tells them goes away. What it says goes the same
 * way as how it ended, so that it is clear at which school.
 */
export function answer(tick: (config: string, given: Partial<World>) => Promise<ExitCode>): void {
  const stop = stopSignal()
  // Each school listens to it, and leaves when it is done.
  setMaxListeners(0, stop)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', goOnWithoutReader)
  // That one may be gone: the school at hand is finished all the same.
  const say = (word: Answer) => void process.send?.(word, () => {})
  process.on('message', async ({ config }: Order) => {
    const out = (text: string) => say({ out: text })
    const err = (text: string) => say({ err: text })
    say({ ended: await tick(config, { out, err, stop }) })
  })
  say({ ready: true })
}
