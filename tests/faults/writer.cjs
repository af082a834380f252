// Another program at the same database: adds a row every few milliseconds until its input ends, then says as one
// line of JSON how many it added, what failed, and for how many milliseconds it ever had to wait.
const { open } = require('./other-program.cjs')

const [place, table, pause = '5'] = process.argv.slice(2)
const report = { written: 0, failed: [], longestWait: 0 }
let stopped = false

async function write(db) {
  for (;;) {
    if (stopped) break
    const started = performance.now()
    try {
      await db.run(`INSERT INTO ${table} (name, value) VALUES ('other ${report.written}', '')`)
      report.written += 1
    } catch (error) {
      report.failed.push(error.message)
    }
    report.longestWait = Math.max(report.longestWait, performance.now() - started)
    if (report.written === 1) process.stdout.write('ready\n')
    await new Promise((resolve) => setTimeout(resolve, Number(pause)))
  }
  await db.close()
  process.stdout.write(JSON.stringify(report))
}

process.stdin.on('end', () => {
  stopped = true
})
process.stdin.resume()
void open(JSON.parse(place)).then(write)
