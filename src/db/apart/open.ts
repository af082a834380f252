import { existsSync } from 'node:fs'
import type { SimsPlace } from '../../config/config.ts'
import { type Database, DatabaseUnreachable } from '../database.ts'
import { type OpenOptions, openDatabase, shownPlace } from '../open.ts'
import type { Sims } from './visit.ts'

/** SIMS in a database of its own, which is opened when somebody asks it. Whoever has it closes it. */
export function simsAt({ place, tables }: SimsPlace, options: OpenOptions): OwnSims {
  const opened = new Map<'look' | 'write', Promise<Database>>()
  const open = async () => {
    if (place.type === 'sqlite' && !existsSync(place.file))
      throw new DatabaseUnreachable(`There is no file ${place.file}.`)
    return openDatabase(place, options)
  }
  // Once, also when it fails: a login that is refused is not tried by each job of a tick.
  const once = (what: 'look' | 'write') => {
    const known = opened.get(what) ?? open()
    opened.set(what, known)
    return known
  }
  return {
    place: shownPlace(place),
    tables: new Set(tables),
    look: () => once('look'),
    write: () => once('write'),
    async close() {
      for (const db of await Promise.allSettled(opened.values()))
        if (db.status === 'fulfilled') await db.value.close()
    },
  }
}

export interface OwnSims extends Sims {
  close(): Promise<void>
}
