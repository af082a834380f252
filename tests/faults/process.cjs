// One real process of the program, for tests that need many of them, or dead ones. Its orders come as JSON:
//   args, cwd     as on a command line
//   now           the clock, epoch milliseconds; it stands still unless runningClock is set
//   barrier       say in a file of this name and our pid that we are ready, and wait for the end of stdin
//   killAt        kill -9 before the n-th statement is sent
//   pause         { after, at, file }: once a statement contains `after`, stop (SIGSTOP) at the next one that
//                 contains `at`, and say so in `file`
//   killAfter     { after, at }: likewise, but kill -9 in the moment after that statement has been carried out
//   statements    append every statement to this file
const fs = require('node:fs')

const orders = JSON.parse(process.argv[2])

if (orders.barrier) {
  fs.writeFileSync(`${orders.barrier}.${process.pid}.ready`, '')
  // Blocks without using the processor until the parent closes the pipe: 500 of us may be waiting.
  fs.readSync(0, Buffer.alloc(1))
}

const { main } = require('../../dist/pars-auto.cjs')

const started = Date.now()
const clock = () => orders.now + (orders.runningClock ? Date.now() - started : 0)
let sent = 0
let armed = false
let isDying = false

function onStatement(sql) {
  sent += 1
  if (isDying) process.kill(process.pid, 'SIGKILL')
  if (orders.statements) fs.appendFileSync(orders.statements, `${sql.replace(/\s+/g, ' ')}\n`)
  if (orders.pause && armed && sql.includes(orders.pause.at)) {
    armed = false
    fs.writeFileSync(orders.pause.file, String(process.pid))
    process.kill(process.pid, 'SIGSTOP')
  }
  if (orders.killAfter && armed && sql.includes(orders.killAfter.at)) {
    // A server has answered by the time that there is another statement.
    if (process.env.PARS_TEST_MSSQL_URL) isDying = true
    else queueMicrotask(() => process.kill(process.pid, 'SIGKILL'))
  }
  const trigger = (orders.pause ?? orders.killAfter)?.after
  if (trigger && sql.includes(trigger)) armed = true
  if (sent === orders.killAt) process.kill(process.pid, 'SIGKILL')
}

main(orders.args, { cwd: orders.cwd, clock: orders.now === undefined ? Date.now : clock, onStatement }).then(
  (code) => {
    process.exitCode = code
  },
)
