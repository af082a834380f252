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
  program: [process.execPath, shipped('bin/pars-auto.js')],
  cronFolder: '/etc/cron.d',
  unitFolder: '/etc/systemd/system',
})
