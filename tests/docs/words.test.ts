import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Watcher } from '../runner/watcher.ts'
import { TestSchool } from '../school.ts'
import { ROOT, textOf } from './blocks.ts'

test('docs/alerts.md shows what a webhook and a dead man’s switch are sent', async () => {
  const watcher = await new Watcher().listen()
  const school = await TestSchool.open("  clear-expired-notices: { at: '12:03', guard: {} }", {
    rest: 'alerts: { webhook: "${HOOK}", ping: "${PING}", tickPing: "${TICK}", digest: never }\n',
  })
  school.world.env = { HOOK: watcher.url('/hook'), PING: watcher.url('/job'), TICK: watcher.url('/tick') }
  await school.tick()
  await school.database.lose('notice')
  await school.tick('2026-11-23 12:03')
  await school.database.giveBack('notice')
  await school.run('clear-expired-notices')

  const page = textOf('docs/alerts.md')
  const [body] = /\{"text": "…"\}/.exec(page)!
  expect(Object.keys(JSON.parse(watcher.bodies[0]!))).toEqual(Object.keys(JSON.parse(body)))
  const rid = (number: number) => `?rid=00000000-0000-8000-8000-${String(number).padStart(12, '0')}`
  expect(page).toContain(`\`${rid(412)}\` is run 412`)
  expect(watcher.heard.filter((request) => request !== 'POST /hook')).toEqual([
    'GET /tick',
    ...[`GET /job/start${rid(1)}`, `GET /job/fail${rid(1)}`],
    ...[`GET /job/start${rid(2)}`, `GET /job${rid(2)}`],
  ])
})

const sources = ['src', 'tests'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('docs'))
    .map((file) => readFileSync(path.join(ROOT, folder, file), 'utf8')),
)

/**
 * Pages with tables of what the program says, whose first column is in its words, with … or the name of a printer for
 * what differs.
 */
const said: [page: string, from: string][] = [
  ['docs/why.md', '| What it says |'],
  ['docs/print.md', '| message |'],
]

test.each(said)('%s quotes what the program says', (page, from) => {
  const [table] = textOf(page).slice(textOf(page).indexOf(from)).split('\n\n')
  const words = table!
    .split('\n')
    .slice(2)
    .flatMap((row) =>
      row
        .split(' | ')[0]!
        .slice(2)
        .split(/ · |…|\boff?ice\b/),
    )
    .map((piece) => piece.replace(/^[ .:,()]+|[ .:,()]+$/g, ''))
    .filter((piece) => piece !== '')
  expect(words.length).toBeGreaterThan(8)
  expect(words.filter((piece) => !sources.some((text) => text.includes(piece)))).toEqual([])
})
