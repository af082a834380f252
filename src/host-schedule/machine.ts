import { createRequire } from 'node:module'
import { shipped } from '../shipped.ts'

/** The computer, as far as starting this program on it goes. */
export interface Machine {
  platform: NodeJS.Platform
  /** How this program is started: Node and the file, or an executable of its own. */
  program: string[]
  /** Where cron finds the tables of the host, and systemd the units. */
  cronFolder: string
  unitFolder: string
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  program: isExecutable() ? [process.execPath] : [process.execPath, shipped('bin/pars-auto.js')],
  cronFolder: '/etc/cron.d',
  unitFolder: '/etc/systemd/system',
})

/** Whether Node and the program are one file. The first releases of Node 20 cannot be. */
function isExecutable(): boolean {
  try {
    return (createRequire(import.meta.url)('node:sea') as { isSea(): boolean }).isSea()
  } catch {
    return false
  }
}
