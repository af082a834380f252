/** The computer, as far as starting this program on it goes. */
export interface Machine {
  platform: NodeJS.Platform
  /** Where cron finds the tables of the host, and systemd the units. */
  cronFolder: string
  unitFolder: string
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  cronFolder: '/etc/cron.d',
  unitFolder: '/etc/systemd/system',
})
