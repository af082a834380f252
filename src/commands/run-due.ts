import path from 'node:path'
import { idle } from '../../bin/idle.js'
import type { Config } from '../config/config.ts'
import { type LoadResult, loadConfig, loadConfigText } from '../config/load.ts'
import { type Database, DatabaseBusy, DatabaseUnreachable } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { isOpen, raise, settle } from '../runner/alert.ts'
import { leaveWord, readNote } from '../runner/note.ts'
import { sourceOf } from '../runner/observe.ts'
import { tick } from '../runner/tick.ts'
import type { World } from '../world.ts'
import { type CommonOptions, configFile } from './program.ts'
import { configErrors, schoolOf, withDatabase } from './school.ts'

const BROKEN = 'config'

/** One tick. A config that is broken does not stop the school: the last valid one goes on. */
export async function runDue(world: World, options: CommonOptions): Promise<ExitCode> {
  const file = path.resolve(world.cwd, configFile(options, world))
  if (idle(['run-due', '--config', file], world.clock())) return Exit.done
  const loaded = loadConfig(file, { env: world.env, now: world.clock() })
  const before = readNote(file)
  const database = loaded.config?.database ?? before?.note.database
  if (!database) throw configErrors(loaded, file, world)
  try {
    return await withDatabase(world, { database }, async (db) => {
      const config = loaded.config ?? (await lastValid(db, file, world))
      if (!config) throw configErrors(loaded, file, world)
      const school = schoolOf(world, config, db)
      await noteConfig(school.db, loaded, file)
      const code = await tick(school, {
        configIsBroken: !loaded.config,
        ...(before ? { lastTick: before.touched, highestRun: before.note.highestRun } : {}),
      })
      return loaded.config ? code : worst([code, Exit.configInvalid])
    })
  } catch (error) {
    if (error instanceof DatabaseUnreachable && !loaded.config) throw configErrors(loaded, file, world)
    if (!(error instanceof DatabaseBusy)) throw error
    // Somebody is at work on it: what is due stays due, and the next tick that can write records this one.
    leaveWord(file, world.clock())
    return Exit.done
  }
}

/** Opens or closes the incident of a broken config. */
async function noteConfig(db: Database, loaded: LoadResult, file: string): Promise<void> {
  const open = await isOpen(db, BROKEN)
  if (loaded.config ? !open : open) return
  const now = await db.now()
  const [first] = loaded.problems.filter(({ severity }) => severity === 'error')
  const where = first ? ` Line ${first.line}: ${first.message}` : ''
  const message = `${path.basename(file)} has errors, so the last valid one goes on.${where} See all: pars-auto validate`
  await db.transaction((session) =>
    loaded.config ? settle(session, BROKEN, now) : raise(session, BROKEN, message, now),
  )
}

async function lastValid(db: Database, file: string, world: World): Promise<Config | undefined> {
  const source = sourceOf({ host: world.host, config: { file } })
  const row = await db.first<{ text: string }>(
    db.sql(own('config')).where({ source }).orderBy('used_at', 'desc'),
  )
  return row && loadConfigText(row.text, file, { env: world.env, now: world.clock() }).config
}
