#!/usr/bin/env node

// Most of the 1,440 starts a day find nothing to do. Those read one small note and leave; nothing else is loaded.
const { idle } = require('./idle.js')

if (!idle(process.argv.slice(2), Date.now())) {
  const { main } = require('../dist/pars-auto.cjs')
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code
  })
}
