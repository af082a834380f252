// Another program at the same database: adds a row every few milliseconds until its input ends, then says as one
// line of JSON how many it added, what failed, and for how many milliseconds it ever had to wait.
const Libsql = require('libsql')

const [file, pause = '5'] = process.argv.slice(2)
const db = new Libsql(file, { timeout: 5000 })
const report = { written: 0, failed: [], longestWait: 0 }
let stopped = false

function write() {
  if (stopped) return
  const started = performance.now()
  try {
    db.prepare('INSERT INTO preference (name, value) VALUES (?, ?)').run([`other ${report.written}`, ''])
    report.written += 1
  } catch (error) {
    report.failed.push(error.message)
  }
  report.longestWait = Math.max(report.longestWait, performance.now() - started)
  if (report.written === 1) process.stdout.write('ready\n')
  setTimeout(write, Number(pause))
}

process.stdin.on('end', () => {
  stopped = true
  db.close()
  process.stdout.write(JSON.stringify(report))
})
process.stdin.resume()
write()
