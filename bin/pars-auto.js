#!/usr/bin/env node

// Most of the 1,440 starts a day find nothing to do. Those read one small note and leave; nothing else is loaded.
const { isIdle, noted } = require('./idle.js')

const args = process.argv.slice(2)
const now = Date.now()
const found = noted(args, now)

if (!isIdle(found, now)) {
  const { start } = require('./start.js')
  start(args, found)
}
