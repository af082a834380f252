// Loaded before the program in each of its processes: moves the clock, and writes down which processes there were.
const { appendFileSync } = require('node:fs')

const { TEST_AHEAD, TEST_PROCESSES } = process.env
const real = Date.now
Date.now = () => real() + Number(TEST_AHEAD)
appendFileSync(TEST_PROCESSES, `${process.argv.slice(2).join(' ')}\n`)
