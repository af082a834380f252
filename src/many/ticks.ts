import { setMaxListeners } from 'node:events'
import { availableParallelism, totalmem } from 'node:os'
import { believed, isIdle, LIFETIME } from '../../bin/idle.js'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { looked } from '../look/look.ts'
import type { Host } from '../runner/host.ts'
import type { Note } from '../runner/note.ts'
import { signalCode } from '../stop.ts'
import { Bounded } from './bounded.ts'
import { type Family, tickInChild } from './child.ts'
import { type SchoolFile, schoolsAt } from './schools.ts'
import { Shared } from './shared.ts'
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

const MINUTE = 60_000
/**
 * Of so many minutes each school has one for its whole tick, so that not all of them fall into the same: the first in
 * which a note of the one before is not believed any more.
 */
const MINUTES = LIFETIME / MINUTE + 1
/** A note that is younger was written a moment ago, ms: two ticks may fall into one minute. */
const YOUNG = MINUTE / 2
/** A note that is too old by less may still say that nothing is due, ms: its minute has come, and ticks are not punctual. */
const OVERDUE = 1.5 * MINUTE

/** What was read so long ago is as good as new, ms. */
const A_MOMENT = 1000

/** What a school needs from a tick: nothing more, a whole tick in the process that such schools share, or one of its own. */
type Need = 'nothing' | 'shared' | 'process'

/**
 * One tick of each school. Those in which nothing is due are only touched; those in which a look may show that there
 * is nothing to do are looked at from here. Where that was found out long ago, or what all-day jobs find is all there is
 * to do, the whole ticks are made in a process that those schools share; for each of the rest a process is started.
 * @param given configs, or patterns of configs
 * @throws UserError when there is no school
 */
export async function ticksOf(given: string[], here: Surroundings): Promise<ExitCode> {
  const { schools, without } = schoolsAt(given, here.cwd)
  // Each process listens to it.
  setMaxListeners(0, here.stop)
  for (const pattern of without) here.err(`No file matches ${pattern}.\n`)
  const [looks, children, turns] = [new Bounded(LOOKS), new Bounded(processes()), new Turns(here.clock)]
  const shared = new Shared(here, children)
  const codes = schools.map(async (school, at) => {
    const need = await needOf(school, at, here, looks)
    if (need === 'nothing' || !turns.take(school.file)) return Exit.done
    let mine = process.pid
    const started = (pid: number) => {
      mine = pid
      turns.started(school.file, pid)
    }
    const code = await (need === 'shared'
      ? shared.tick(school, started)
      : // What was not begun is for the next tick.
        children.run(async () => (here.stop.aborted ? Exit.done : tickInChild(school, here, started))))
    turns.ended(school.file, mine)
    return code
  })
  const code = worst(await Promise.all(codes))
  if (here.stop.aborted) return signalCode(here.stop)
  return code === Exit.done && without.length > 0 ? Exit.usage : code
}

/** @param at its place among the schools */
async function needOf({ file }: SchoolFile, at: number, here: Surroundings, looks: Bounded): Promise<Need> {
  const now = here.clock()
  const lately = (moment: number) => believed(file, moment, LIFETIME + OVERDUE)
  const before = lately(now)
  if (!before) return 'process'
  const isQuiet = isIdle({ config: file, note: before }, now)
  if (!isQuiet && !mayLook(before, now)) return 'process'
  if (isItsTurn(before, at, now)) return 'shared'
  if (isQuiet) return 'nothing'
  return looks.run(async () => {
    if (here.stop.aborted) return 'nothing'
    // Where it has waited, another tick may have been.
    const note = here.clock() - now < A_MOMENT ? before : lately(here.clock())
    if (!note) return 'process'
    if (await looked(file, note, { ...here, patience: LOOK_PATIENCE })) return 'nothing'
    return mayLook(note, here.clock()) ? 'shared' : 'process'
  })
}

/** Nothing is due but what a look can see to. */
const mayLook = ({ look, offset }: Note, now: number): boolean =>
  look !== undefined && now + offset < look.until

/** What its note says is believed for five minutes at most: it needs a whole tick now. */
function isItsTurn({ written }: Note, at: number, now: number): boolean {
  const age = now - written
  const isItsMinute = Math.floor(now / MINUTE) % MINUTES === at % MINUTES
  return age >= LIFETIME || (isItsMinute && age >= YOUNG)
}
