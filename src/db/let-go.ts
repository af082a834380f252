import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (how: { type: 'minor' }) => void

let collect: Collect | undefined

/** So many are let go at once: it costs as much for one. */
const TOGETHER = 5
let closed = 0

/**
 * Lets go of embedded databases that were closed, a few at a time: the library keeps each one open, with its files,
 * until the statements that were made of it are collected. A process that goes through many schools would hold them all.
 */
export async function letGo(): Promise<void> {
  closed += 1
  if (closed % TOGETHER > 0) return
  collect ??= collector()
  collect({ type: 'minor' })
  // What is collected is given back in a turn of its own.
  await setImmediate()
}

/** Node shows it to whoever asks. */
function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
