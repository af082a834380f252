import Libsql from 'libsql'
import { expect, test } from 'vitest'
import { embeddedOnly } from '../database.ts'
import { MONDAY, REGISTERS, ScanSchool, scanRow } from '../scan/school.ts'
import type { TestSchool } from '../school.ts'

embeddedOnly('it asks SQLite how it finds its rows')

/** Tables that grow with the years. */
const HISTORY = [
  ...['run', 'slot', 'event', 'alert', 'config', 'quiet', 'outbox', 'sms_text', 'sms_reply', 'report_sent'],
  ...['scan_outcome', 'audit'],
].map((name) => `auto_${name}`)

/** How SQLite would go through all of a table of the history for a statement; nothing where it need not. */
function scansOf(db: Libsql.Database, sql: string): string[] {
  const named = new Map(HISTORY.map((table) => [table, table]))
  for (const [, table, alias] of sql.matchAll(/`(auto_\w+)` as `(\w+)`/g))
    if (HISTORY.includes(table!)) named.set(alias!, table!)
  const bindings = Array.from({ length: sql.split('?').length - 1 }, () => null)
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(bindings) as { detail: string }[]
  const details = plan.map(({ detail }) => detail)
  // From the newest back, as far as is asked for.
  const isOfNewest =
    /order by `id` desc limit \?$/.test(sql) && !details.some((one) => one.includes('TEMP B-TREE'))
  return details.filter((detail) => {
    const [, name = ''] = /^SCAN (\w+)/.exec(detail) ?? []
    return named.has(name) && !(isOfNewest && details.length === 1)
  })
}

/** What the school sends while something is done, without what is about temporary tables. */
async function sentBy(school: TestSchool, work: () => Promise<void>): Promise<string[]> {
  const sent = new Set<string>()
  school.world = { ...school.world, onStatement: (sql) => sent.add(sql) }
  await work()
  return [...sent].filter(
    (sql) => /^(select|insert|update|delete|with)\b/i.test(sql) && !/staged_\d/.test(sql),
  )
}

test('no statement of a tick, or of looking at what ran, goes through the whole history', async () => {
  const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
  school.configure(
    `  pupil-scan:
${REGISTERS.replace(/^/gm, '    ')}
  sms: { every: 1m }
  clear-expired-notices: { at: '08:02' }
  clear-sync-table: { at: '08:02', after: clear-expired-notices }
  refresh-all-years: { at: '18:00', shadow: true }`,
    'sms: { provider: file, file: { folder: texts } }\n',
  )
  const sent = await sentBy(school, async () => {
    await school.tickUntil(`${MONDAY} 08:03`)
    await school.add('scan', scanRow('e1', 'A', '08:03'))
    await school.tick(`${MONDAY} 08:04`)
    await school.tick(`${MONDAY} 18:00`)
    for (const args of [
      ['list'],
      ['history'],
      ['history', 'clear-expired-notices'],
      ['why', 'clear-expired-notices'],
      ['why', 'pupil-scan', '--at', '08:01'],
      ['why', 'clear-sync-table', '--at', '08:02'],
      ['show', '1'],
      ['audit'],
    ])
      await school.run(...(args as [string]))
  })
  expect(sent.length).toBeGreaterThan(60)
  const { file } = school.database.place as { file: string }
  const db = new Libsql(file)
  const found = sent.flatMap((sql) => {
    const scans = scansOf(db, sql)
    return scans.length > 0 ? [{ sql, scans }] : []
  })
  db.close()
  expect(found).toEqual([])
})
