import { execFileSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeBenchSchool } from './school.ts'

const HERE = path.join(__dirname, '../../tests/bench')

/** What is promised of each format: for so many rows. */
const FILES = [
  { format: 'csv', rows: 1_000_000 },
  { format: 'xlsx', rows: 100_000 },
  { format: 'pdf', rows: 5_000 },
] as const

interface Cost {
  ms: number
  maxRss: number
  code?: number
  err?: string
}

const node = (script: string, orders: object): Cost =>
  JSON.parse(execFileSync(process.execPath, [script, JSON.stringify(orders)], { encoding: 'utf8' }))

/** A report of so many rows as a file, by the whole program, and by a bare script with the same library. */
export function benchReports(folder: string, formats: string[], rounds: number): void {
  const wanted = FILES.filter(({ format }) => formats.includes(format))
  const db = path.join(folder, 'reports.db')
  makeBenchSchool(db, { pupils: Math.max(...wanted.map(({ rows }) => rows)) / 100, marks: true })
  writeFileSync(
    path.join(folder, 'automation.config.yaml'),
    'school: { name: Bench, timezone: Europe/London }\ndatabase: { type: sqlite, file: reports.db }\njobs: {}\n',
  )
  console.log('\n| Report | Rows | Seconds | Bare | Ratio | Memory | Bare | File |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const { format, rows } of wanted) {
    const out = path.join(folder, `marks.${format}`)
    const pairs = Array.from({ length: rounds }, () => {
      const ours = node(path.join(__dirname, 'report/report.cjs'), { rows, format, out, cwd: folder })
      if (ours.code !== 0) throw new Error(`${format} ended with ${ours.code}: ${ours.err}`)
      const size = statSync(out).size / 1024 ** 2
      return { ours, size, bare: node(path.join(HERE, 'bare-report.cjs'), { rows, format, out, db }) }
    })
    console.log(`| ${[format, rows.toLocaleString('en-GB'), ...costs(pairs)].join(' | ')} |`)
  }
}

/** Each round is a pair, one right after the other: the ratio is the middle one of the pairs, whatever else ran. */
function costs(pairs: { ours: Cost; bare: Cost; size: number }[]): string[] {
  const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
  const most = (of: (pair: (typeof pairs)[number]) => number) => Math.max(...pairs.map(of))
  return [
    seconds(middle(({ ours }) => ours.ms)),
    seconds(middle(({ bare }) => bare.ms)),
    middle(({ ours, bare }) => ours.ms / bare.ms).toFixed(2),
    megabytes(most(({ ours }) => ours.maxRss)),
    megabytes(most(({ bare }) => bare.maxRss)),
    megabytes(most(({ size }) => size)),
  ]
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
const seconds = (ms: number) => (ms / 1000).toFixed(2)
const megabytes = (size: number) => `${size.toFixed(size < 10 ? 1 : 0)} MB`
