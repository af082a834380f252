import { setMaxListeners } from 'node:events'
import { availableParallelism, totalmem } from 'node:os'
import { believed, isIdle } from '../../bin/idle.js'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { looked } from '../look/look.ts'
import type { Host } from '../runner/host.ts'
import { signalCode } from '../stop.ts'
import { Bounded } from './bounded.ts'
import { type Family, tickInChild } from './child.ts'
import { type SchoolFile, schoolsAt } from './schools.ts'
import { Turns } from './turn.ts'

/** What a tick of many schools takes from outside. */
export interface Surroundings extends Family {
  /** Epoch ms. */
  clock: () => number
  host: Host
}

/** Looks: each on a server has one connection. One that is slow is not waited for by others for long. */
const LOOKS = { atOnce: 8, patience: 2000, atMost: 40 }
/** How long another writer of an embedded database may keep all schools waiting, ms. */
const LOOK_PATIENCE = 50
/** What a process of one school may need, bytes. */
const MEMORY = 150_000_000

/** Processes of one school each: as many as there are cores, and more where some take long. */
function processes() {
  const atOnce = availableParallelism()
  const fits = Math.floor(totalmem() / 2 / MEMORY)
  return { atOnce, patience: 20_000, atMost: Math.max(atOnce + 1, Math.min(32, fits)) }
}

/**
 * One tick of each school. Those in which nothing is due are only touched; those in which a look may show that there
 * is nothing to do are looked at from here; for each of the rest a process is started.
 * @param given configs, or patterns of configs
 * @throws UserError when there is no school
 */
export async function ticksOf(given: string[], here: Surroundings): Promise<ExitCode> {
  const { schools, without } = schoolsAt(given, here.cwd)
  // Each process listens to it.
  setMaxListeners(0, here.stop)
  for (const pattern of without) here.err(`No file matches ${pattern}.\n`)
  const [looks, children, turns] = [new Bounded(LOOKS), new Bounded(processes()), new Turns(here.clock)]
  const codes = schools.map(async (school) => {
    if (await isQuiet(school, here, looks)) return Exit.done
    if (!turns.take(school.file)) return Exit.done
    let mine = process.pid
    const code = await children.run(async () => {
      // What was not begun is for the next tick.
      if (here.stop.aborted) return Exit.done
      return tickInChild(school, here, (pid) => {
        mine = pid
        turns.started(school.file, pid)
      })
    })
    turns.ended(school.file, mine)
    return code
  })
  const code = worst(await Promise.all(codes))
  if (here.stop.aborted) return signalCode(here.stop)
  return code === Exit.done && without.length > 0 ? Exit.usage : code
}

/** Whether that was all there was to do. */
async function isQuiet({ file }: SchoolFile, here: Surroundings, looks: Bounded): Promise<boolean> {
  const now = here.clock()
  const before = believed(file, now)
  if (!before) return false
  if (isIdle({ config: file, note: before }, now)) return true
  if (!before.look) return false
  return looks.run(async () => {
    if (here.stop.aborted) return true
    // Read again: it may have waited, and another tick may have been.
    const note = believed(file, here.clock())
    return note !== undefined && looked(file, note, { ...here, patience: LOOK_PATIENCE })
  })
}
