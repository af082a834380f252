// One real process of the program, for tests that need many of them, or dead ones. Its orders come as JSON:
//   args, cwd     as on a command line
//   now           the clock, epoch milliseconds; it stands still unless runningClock is set
//   barrier       wait until this file exists
//   killAt        kill -9 before the n-th statement is sent
//   pause         { after, at, file }: once a statement contains `after`, stop (SIGSTOP) at the next one that
//                 contains `at`, and say so in `file`
//   statements    append every statement to this file
const fs = require('node:fs')

const orders = JSON.parse(process.argv[2])

if (orders.barrier) {
  fs.writeFileSync(`${orders.barrier}.${process.pid}.ready`, '')
  const cell = new Int32Array(new SharedArrayBuffer(4))
  while (!fs.existsSync(orders.barrier)) Atomics.wait(cell, 0, 0, 5)
}

const { main } = require('../../dist/pars-auto.cjs')

const started = Date.now()
const clock = () => orders.now + (orders.runningClock ? Date.now() - started : 0)
let sent = 0
let armed = false

function onStatement(sql) {
  sent += 1
  if (orders.statements) fs.appendFileSync(orders.statements, `${sql.replace(/\s+/g, ' ')}\n`)
  if (orders.pause && armed && sql.includes(orders.pause.at)) {
    armed = false
    fs.writeFileSync(orders.pause.file, String(process.pid))
    process.kill(process.pid, 'SIGSTOP')
  }
  if (orders.pause && sql.includes(orders.pause.after)) armed = true
  if (sent === orders.killAt) process.kill(process.pid, 'SIGKILL')
}

main(orders.args, { cwd: orders.cwd, clock: orders.now === undefined ? Date.now : clock, onStatement }).then(
  (code) => {
    process.exitCode = code
  },
)
