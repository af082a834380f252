// One host of many: ticks and ticks, each time a whole one, until it is killed or alone. Its clock stands still.
//   node host.cjs '{"config": "...", "note": "...", "now": 1795386600000, "host": "SRV1"}'
// It says `ready`, and begins when its stdin ends.
const fs = require('node:fs')
const os = require('node:os')
const { main } = require('../../dist/pars-auto.cjs')

const { config, now, note, host } = JSON.parse(process.argv[2])

const parent = process.ppid

async function run() {
  process.stdout.write('ready\n')
  fs.readSync(0, Buffer.alloc(1))
  // Whoever started it may be gone.
  while (process.ppid === parent) {
    fs.rmSync(note, { force: true })
    await main(['run-due', '--config', config], {
      clock: () => now,
      host: { name: host, boot: `${host}-1`, pid: process.pid, person: os.userInfo().username },
      databaseClock: () => now,
      out: () => {},
    })
  }
}

run()
