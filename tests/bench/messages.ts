import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Libsql from 'libsql'
import { makeBenchSchool } from './school.ts'

const HERE = path.join(__dirname, '../../tests/bench')
const MORNING = Date.parse('2026-11-23T10:00:00Z')
const BEFORE = Date.parse('2026-11-23T09:00:00Z')
/** As many as the adapter of GOV.UK Notify sends side by side. */
const CONCURRENCY = 20

/** A morning on which so many texts are due, and nothing else is going on. */
function makeSchool(folder: string, texts: number, address: string): void {
  const config = `
school: { name: Bench, timezone: Europe/London }
database: { type: sqlite, file: texts.db }
sms:
  provider: notify
  notify: { apiKey: '\${KEY}', templateId: 00000000-0000-4000-8000-000000000000 }
  address: ${address}
  limits: { perRun: ${texts}, perDay: ${texts} }
envFile: texts.env
jobs:
  sms: {}
`
  // Another school than that of the last round: otherwise it looks as if a backup had been restored.
  rmSync(path.join(folder, '.pars-auto'), { recursive: true, force: true })
  writeFileSync(path.join(folder, 'texts.yaml'), config)
  const id = '00000000-0000-4000-8000-000000000000'
  writeFileSync(path.join(folder, 'texts.env'), `KEY=bench-${id}-${id}\n`)
  makeBenchSchool(path.join(folder, 'texts.db'), { pupils: 2000, marks: false })
  program(folder, ['run-due', '--config', 'texts.yaml'], BEFORE)
  const db = new Libsql(path.join(folder, 'texts.db'))
  db.exec(`INSERT INTO sms_batch (id, purpose, urgent, queued_by, queued_at) VALUES (1, 'general', 0, 1, '2026-11-23T09:30:00.000Z');
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${texts})
    INSERT INTO sms_message (batch_id, pupil_id, number, body, state)
    SELECT 1, n % 2000 + 1, printf('077009%05d', n), 'Text number ' || n || ' of the benchmark.', 'queued' FROM number`)
  db.close()
}

interface Cost {
  code: number
  err: string
  ms: number
  maxRss: number
  statements: number
}

function program(folder: string, args: string[], now: number): Cost {
  const orders = JSON.stringify({ args, cwd: folder, now })
  return JSON.parse(
    execFileSync(process.execPath, [path.join(HERE, 'job.cjs'), orders], { encoding: 'utf8' }),
  )
}

/** A provider in a process of its own, that takes 20 ms for each text. */
async function provider(): Promise<{ address: string; stop(): Promise<{ taken: number; twice: number }> }> {
  const child: ChildProcess = spawn(process.execPath, [path.join(HERE, 'provider.cjs')])
  let out = ''
  child.stdout!.on('data', (data) => {
    out += data
  })
  await once(child.stdout!, 'data')
  return {
    address: out.trim(),
    async stop() {
      child.stdin!.end()
      await once(child, 'close')
      return JSON.parse(out.trim().split('\n').at(-1)!)
    },
  }
}

/** So many due texts through the whole program, and the same number of requests by a bare client. */
export async function benchMessages(folder: string, texts: number, rounds: number): Promise<void> {
  const shares: string[] = []
  for (let round = 0; round < rounds; round += 1) {
    const ours = await provider()
    makeSchool(folder, texts, ours.address)
    const cost = program(folder, ['sms', '--config', 'texts.yaml'], MORNING)
    const { taken, twice } = await ours.stop()
    if (cost.code !== 0 || taken !== texts || twice > 0)
      throw new Error(`sms ended with ${cost.code}, ${taken} texts, ${twice} of them twice: ${cost.err}`)
    const theirs = await provider()
    const client = [path.join(HERE, 'bare-client.cjs'), theirs.address, String(texts), String(CONCURRENCY)]
    const bare = JSON.parse(execFileSync(process.execPath, client, { encoding: 'utf8' }))
    await theirs.stop()
    const rate = (ms: number) => Math.round((texts / ms) * 1000)
    shares.push(
      `| ${(cost.ms / 1000).toFixed(1)} | ${rate(cost.ms)} | ${(bare.ms / 1000).toFixed(1)} | ${rate(bare.ms)} | ${((100 * bare.ms) / cost.ms).toFixed(0)}% | ${Math.round(cost.maxRss)} MB | ${Math.round(bare.maxRss)} MB | ${cost.statements} |`,
    )
  }
  console.log(
    `\n${texts.toLocaleString('en-GB')} due texts, a provider that takes 20 ms, ${CONCURRENCY} at once\n`,
  )
  console.log(
    '| Seconds | A second | Bare client | A second | Ours of bare | Memory | Bare | Statements |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  )
  for (const line of shares) console.log(line)
}
