import path from 'node:path'
import { believed, isIdle, stateOf } from '../../bin/idle.js'
import { type LoadResult, loadKept } from '../config/load.ts'
import { type Database, DatabaseBusy, DatabaseUnreachable } from '../db/database.ts'
import { identityOf } from '../db/open.ts'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { looked } from '../look/look.ts'
import { ticksOf } from '../many/ticks.ts'
import { isOpen, raise, settle } from '../runner/alert.ts'
import { leaveWord, readNote } from '../runner/note.ts'
import { LoginPaused } from '../runner/refused-login.ts'
import { tellAccepted, tellRefused } from '../runner/refused-login-alert.ts'
import { tick } from '../runner/tick.ts'
import type { World } from '../world.ts'
import { permitted } from './gate.ts'
import { type CommonOptions, configFile, type ManyOptions, ofMany } from './options.ts'
import { configErrors, databaseOf, lastValid, loadLogged, loginOf, schoolOf, withDatabase } from './school.ts'

const BROKEN = 'config'

/** A tick of one school, or of many: then in a process of its own for each one that has work. */
export async function runDue(world: World, options: ManyOptions): Promise<ExitCode> {
  return ofMany(world, options, tickOf, (given) =>
    ticksOf(given, { ...world, program: world.machine.program }),
  )
}

/** One tick. A config that is broken does not stop the school: the last valid one goes on. */
async function tickOf(world: World, options: CommonOptions): Promise<ExitCode> {
  const file = path.resolve(world.cwd, configFile(options, world))
  const now = world.clock()
  const note = world.looked ? undefined : believed(file, now)
  if (note && (isIdle({ config: file, note }, now) || (await looked(file, note, world)))) return Exit.done
  const before = readNote(file)
  // The state from before it is read: an edit made while this tick runs is for the next one to see.
  const state = stateOf(file)
  const loaded = loadLogged(file, world, loadKept)
  const places = databaseOf(loaded, file, world)
  if (!places) throw configErrors(loaded, file, world)
  const where = { ...places, file, school: loaded.config?.school }
  try {
    return await withDatabase(world, where, async (db) => {
      const config = loaded.config ?? (await lastValid(db, file, world))
      if (!config) throw configErrors(loaded, file, world)
      await permitted(world, config, db)
      await tellAccepted(schoolOf(world, config, db))
      await noteConfig(db, loaded, file)
      const alsoRead = config.alsoRead.map((path) => ({ path, state: stateOf(path) }))
      const isSameDatabase = before && String(before.note.database) === String(identityOf(places.database))
      const [started, lines] = [world.clock(), world.log.lines]
      const code = await tick(schoolOf(world, config, db), {
        configIsBroken: !loaded.config,
        files: [{ path: file, state }, ...alsoRead],
        ...(before ? { lastTick: before.touched } : {}),
        ...(before?.note.pinged ? { pinged: before.note.pinged } : {}),
        ...(before && isSameDatabase ? { highestRun: before.note.highestRun } : {}),
      })
      const exit = loaded.config ? code : worst([code, Exit.configInvalid])
      // Most ticks have nothing to do, and nothing to say.
      if (exit !== Exit.done || world.log.lines > lines)
        world.log.write(
          'tick',
          exit === Exit.done ? 'info' : 'warn',
          { exit, ms: world.clock() - started },
          world.clock(),
        )
      return exit
    })
  } catch (error) {
    if (error instanceof LoginPaused) await tellRefused(loginOf(where, world), loaded.config)
    if (error instanceof DatabaseUnreachable && !loaded.config) throw configErrors(loaded, file, world)
    if (!(error instanceof DatabaseBusy)) throw error
    // Somebody is at work on it: what is due stays due, and the next tick that can write records this one.
    leaveWord(file, world.clock())
    return loaded.config ? Exit.done : Exit.configInvalid
  }
}

/** Opens or closes the incident of a broken config. */
async function noteConfig(db: Database, loaded: LoadResult, file: string): Promise<void> {
  const open = await isOpen(db, BROKEN)
  if (loaded.config ? !open : open) return
  const now = await db.now()
  const [first] = loaded.problems.filter(({ severity }) => severity === 'error')
  const other = first && first.file !== file ? ` of ${path.basename(first.file)}` : ''
  const where = first ? ` Line ${first.line}${other}: ${first.message}` : ''
  const message = `${path.basename(file)} has errors, so the last valid one goes on.${where} See all: pars-auto validate`
  await db.transaction(
    async (session) => {
      if (loaded.config) await settle(session, BROKEN, now)
      else await raise(session, BROKEN, message, now)
    },
    { turn: 'record' },
  )
}
