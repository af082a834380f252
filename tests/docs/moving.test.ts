import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { registry } from '../../src/jobs/index.ts'

const text = readFileSync(path.join(import.meta.dirname, '../../docs/moving-from-pars.md'), 'utf8')

test('the move says of every job what PARS calls it and where it comes in the order, once', () => {
  const rows = [...text.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|/gm)]
  expect(rows.map(([, place]) => Number(place))).toEqual(rows.map((_, at) => at + 1))
  const named = rows.map(([, , , here]) => /`([\w-]+)`/.exec(here!)![1]!)
  expect(named.sort()).toEqual(Object.keys(registry).sort())
})
