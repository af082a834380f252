#!/usr/bin/env node

// Most of the 1,440 starts a day find nothing to do. Those read one small note and leave; nothing else is loaded.
const { idle } = require('./idle.js')

const args = process.argv.slice(2)

if (!idle(args, Date.now())) {
  const { start } = require('./start.js')
  start(args)
}
