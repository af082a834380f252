// Runs the program once in a process of its own and says as a line of JSON what it cost:
//   node job.cjs '{"args": [...], "cwd": "...", "now": 1795386600000}'
const { main } = require('../../dist/pars-auto.cjs')

const { args, cwd, now } = JSON.parse(process.argv[2])
const started = Date.now()
let statements = 0
let err = ''

async function run() {
  const begun = performance.now()
  const code = await main(args, {
    cwd,
    clock: () => now + Date.now() - started,
    onStatement: () => {
      statements += 1
    },
    out: () => {},
    err: (text) => {
      err += text
    },
  })
  const ms = performance.now() - begun
  const maxRss = process.resourceUsage().maxRSS / 1024
  process.stdout.write(JSON.stringify({ code, ms, maxRss, statements, err }))
}

run()
