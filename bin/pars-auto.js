#!/usr/bin/env node

// Most of the 1,440 starts a day find nothing to do. Those read one small note and leave; nothing else is loaded. While
// a job runs every minute, most find nothing but that it has no work: those are another, smaller program. It also looks
// after many schools at once, and starts a process of its own for each one that has work.
const { idle, manyOf, mayLook } = require('./idle.js')

const args = process.argv.slice(2)

async function start() {
  const { load } = require('./load.js')
  const isTick = args[0] === 'run-due'
  const help = isTick ? undefined : require('./help.js').helpOf(args)
  if (help !== undefined) {
    // Whoever reads along may go away.
    process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? 0 : 1))
    process.stdout.write(help)
    return
  }
  const many = manyOf(args)
  if (many) {
    process.exitCode = await load(require.resolve('../dist/look.cjs'), 'many').tickAll(many)
    return
  }
  const looks = isTick && mayLook(args, Date.now())
  if (looks && (await load(require.resolve('../dist/look.cjs'), 'tick').look(args))) return
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), isTick ? 'tick' : 'command')
  process.exitCode = await main(args, { looked: looks })
}

if (!idle(args, Date.now())) start()
