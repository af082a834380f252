import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ApartDatabase } from '../../src/db/apart/database.ts'
import { simsAt } from '../../src/db/apart/open.ts'
import type { Database } from '../../src/db/database.ts'
import { simsTables } from '../../src/db/whereabouts.ts'
import { freshEmbedded, freshOnServer, SERVER, type TestDatabase } from '../database.ts'

const tables = { reads: ['pupil'], writes: ['sims_incident'] }

/** A host of a school with that SIMS. Each has a school of its own here: nothing but SIMS keeps them apart. */
async function host(sims: TestDatabase, asksForTurn = () => {}): Promise<Database> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-test-'))
  const own = await (await freshEmbedded(folder, () => 0)).open()
  const there = simsAt({ place: sims.place, tables: simsTables }, () =>
    sims.open({ onStatement: (sql) => sql.includes('sp_getapplock') && asksForTurn() }),
  )
  onTestFinished(async () => {
    await there.close()
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return new ApartDatabase(own, there)
}

test.skipIf(!SERVER)(
  'of two hosts that write to SIMS, the second sees what the first has written',
  async () => {
    const sims = await freshOnServer()
    const [isInside, inside] = signal()
    const [goOn, wait] = signal()
    const [asksForTurn, isWaiting] = signal()
    const [first, second] = [await host(sims), await host(sims, asksForTurn)]
    const seen: string[] = []
    const one = first.transaction(
      async (session) => {
        isInside()
        await wait
        const incident = session.sql.select(
          session.sql.raw(
            "'PARS 1' as reference, 1 as pupil_id, '2026-11-23' as date, 1 as type_id, 1 as outcome_id, '2026-11-23T15:00:00.000Z' as recorded_at",
          ),
        )
        await session.away!.add('sims_incident', incident)
        seen.push('written')
      },
      { tables },
    )
    await inside
    const other = second.transaction(
      async (session) => {
        seen.push('begun')
        return session.all<{ reference: string }>(session.sql('sims_incident').select('reference'))
      },
      { tables },
    )
    await isWaiting
    goOn()
    await one
    expect(await other).toEqual([{ reference: 'PARS 1' }])
    expect(seen).toEqual(['written', 'begun'])
  },
  60_000,
)

/** Something that happens once, and a promise of it. */
function signal(): [happens: () => void, happened: Promise<void>] {
  let happens = () => {}
  const happened = new Promise<void>((resolve) => {
    happens = resolve
  })
  return [() => happens(), happened]
}
