import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { Random } from '../../src/demo/random.ts'
import { folderContent } from '../../src/folder/content.ts'
import { digestOf } from '../../src/outbox/file.ts'
import { printContent } from '../../src/print/content.ts'
import { keep } from '../outbox/carried.ts'
import { itemRow } from '../outbox/item-row.ts'
import { cups, TestCups } from '../print/cups.ts'
import type { TestSchool } from '../school.ts'
import { KILLS, killAndCheck, ROUND, roundsOf, type Scenario } from './outgoing-kills.ts'

const FILES = 20 * ROUND
/** A print takes two programs, which take their time. */
const PRINTS = 6 * ROUND

/** Large enough that a file is often half written when its process is killed. */
const contentOf = (n: number) => Buffer.alloc(400_000 + n, `%PDF report ${n} `)

const addAll = (school: TestSchool, rows: Record<string, string | number | null>[]) =>
  school.with((db) =>
    db.bulkInsert(
      'auto_outbox',
      Object.keys(rows[0]!),
      rows.map((row) => Object.values(row)),
    ),
  )

/** Files for a folder: three in a row have one name. */
function toFolder(random: Random): Scenario {
  let folder = ''
  return {
    jobs: '  refresh-all-years: {}',
    hosts: random.chance(0.5) ? ['A', 'A'] : ['A', 'B'],
    // Two calls of a minute, and a minute.
    lease: 3 * 60_000,
    async fill(school) {
      folder = path.join(school.folder, 'reports')
      const rows = []
      for (let n = 0; n < FILES; n += 1) {
        const file = await keep(school, contentOf(n))
        const content = folderContent({ path: folder, name: `report ${Math.floor(n / 3)}.pdf`, file })
        rows.push(itemRow(`f${n}`, school.now, { kind: 'folder', recipient: folder, content }))
      }
      await addAll(school, rows)
    },
    taken: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.pdf'))
        .map((name) => {
          const bytes = readFileSync(path.join(folder, name))
          const n = bytes.length - 400_000
          return digestOf(bytes) === digestOf(contentOf(n)) ? `f${n}` : `a part of a file (${name})`
        }),
  }
}

describe(`two runners that write files, killed at random ${KILLS} times`, () => {
  test.each(roundsOf({}))(
    'every file is there in the end, once and whole, and nobody is asked anything (seed $seed)',
    async ({ seed }) => {
      const random = new Random(seed, 'files')
      const { states } = await killAndCheck(toFolder(random), seed)
      expect(states).toEqual({ sent: FILES })
    },
    600_000,
  )
})

/** Prints on a real CUPS. */
function onCups(random: Random, server: TestCups): Scenario {
  return {
    jobs: '  refresh-all-years: {}',
    rest: 'print: { printer: office }',
    hosts: random.chance(0.5) ? ['A', 'A'] : ['A', 'B'],
    // Two calls of 80 s, and a minute.
    lease: 220_000,
    life: 400,
    async fill(school) {
      const rows = []
      for (let n = 0; n < PRINTS; n += 1) {
        const file = await keep(school, contentOf(n))
        const content = printContent({ printer: 'office', copies: 1, sides: 'one', file })
        rows.push(
          itemRow(`p${n}`, school.now, { kind: 'print', recipient: 'office', title: 'Report', content }),
        )
      }
      await addAll(school, rows)
    },
    taken: () =>
      server.allPrinted().map(({ title, bytes }) => {
        const reference = /\((\w+)\)$/.exec(title)?.[1] ?? 'a stranger'
        const isWhole = digestOf(bytes) === digestOf(contentOf(Number(reference.slice(1))))
        return isWhole ? reference : `a part of ${reference}`
      }),
  }
}

describe.skipIf(!cups)(`two runners that print, killed at random ${KILLS} times`, () => {
  test.each(roundsOf({}))(
    'nothing is printed twice, no half page is printed, every doubt is listed (seed $seed)',
    async ({ seed }) => {
      const server = await new TestCups().start()
      try {
        server.addPrinter('office')
        const random = new Random(seed, 'prints')
        const { states, taken } = await killAndCheck(onCups(random, server), seed)
        expect(taken).toBeGreaterThanOrEqual(states.sent ?? 0)
      } finally {
        await server.stop()
        server.remove()
      }
    },
    600_000,
  )
})
