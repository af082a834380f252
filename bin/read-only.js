// Asks an embedded database one question, for the program that started this process and may end it at any moment:
// its calls block, and nothing on this thread could. Reads { file, sql, values, within } from standard input; writes a
// line of JSON for the names of the columns, one for each row, and one for how it ended.
const { once } = require('node:events')
const { Worker } = require('node:worker_threads')
const Libsql = require('libsql')

async function main() {
  let asked = ''
  for await (const piece of process.stdin) asked += piece
  const { file, sql, values, within } = JSON.parse(asked)
  endAfter(within)
  const connection = new Libsql(file)
  connection.exec('PRAGMA query_only = ON')
  connection.exec('PRAGMA temp_store = FILE')
  const statement = connection.prepare(sql)
  // One that returns rows of what it changes gets past this, and is stopped by query_only.
  if (!statement.reader) throw new Error('this changes the database, and a report only reads')
  const columns = statement.columns().map(({ name }) => name)
  await write(columns)
  const cells = (row) => row.map((value, at) => cell(value, columns[at]))
  for (const row of statement.safeIntegers(true).raw().iterate(values)) await write(cells(row))
  await write({ end: true })
}

/** Should that program be gone, and nobody left to end this one: a thread of its own, since this one is blocked. */
function endAfter(within) {
  const source = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(within)})`
  new Worker(source, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()
}

/** A whole number that a float cannot hold goes as a text. */
function cell(value, column) {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (!Buffer.isBuffer(value)) return value
  throw new Error(`the column ${column} holds bytes, not a text: leave it out, or write hex(…)`)
}

/** A pipe that is full is waited for: the rows never pile up here. */
async function write(value) {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain')
}

main().catch((error) => process.stdout.write(`${JSON.stringify({ error: error.message })}\n`))
