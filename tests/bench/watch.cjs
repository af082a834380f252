// Loaded before a program that is timed: sets its clock, and says at its end what it has cost.
const { writeFileSync } = require('node:fs')

const { BENCH_NOW, BENCH_COST } = process.env

if (BENCH_NOW) {
  const ahead = Number(BENCH_NOW) - Date.now()
  const real = Date.now
  Date.now = () => real() + ahead
}

process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeFileSync(BENCH_COST, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 }))
})
