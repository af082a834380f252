#!/usr/bin/env node

// Most of the 1,440 starts a day find nothing to do. Those read one small note and leave; nothing else is loaded.
const { idle } = require('./idle.js')

const args = process.argv.slice(2)

if (!idle(args, Date.now())) {
  const { load } = require('./load.js')
  const { main } = load(require.resolve('../dist/pars-auto.cjs'), args[0] === 'run-due' ? 'tick' : 'command')
  main(args).then((code) => {
    process.exitCode = code
  })
}
