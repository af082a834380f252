import { existsSync } from 'node:fs'
import type { SimsPlace } from '../../config/config.ts'
import { type Database, DatabaseUnreachable } from '../database.ts'
import { shownPlace } from '../open.ts'
import type { Sims } from './visit.ts'

export interface OwnSims extends Sims {
  close(): Promise<void>
}

/** SIMS in a database of its own, which is opened when somebody asks it. Whoever has it closes it. */
export function simsAt({ place, tables }: SimsPlace, open: () => Promise<Database>): OwnSims {
  const opened = new Map<'look' | 'write', Promise<Database>>()
  const found = async () => {
    if (place.type === 'sqlite' && !existsSync(place.file))
      throw new DatabaseUnreachable(`There is no file ${place.file}.`)
    return open()
  }
  // Once, also when it fails: each job of a tick would wait for a server that is down.
  const once = (what: 'look' | 'write') => {
    const known = opened.get(what) ?? found()
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
