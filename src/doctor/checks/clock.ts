import { clocksDiffer } from '../../runner/oddities.ts'
import { type Check, type Finding, failed, ok, warning } from '../check.ts'

/** More than this is no clock that is kept, ms. */
const KEPT = 30_000

export const clock: Check = {
  name: 'clock',
  about: 'The clocks of this host and of the database agree.',
  needs: 'database',
  async look({ world }, { database }, db): Promise<Finding[]> {
    const before = world.clock()
    const apart = (await db.now()) - (before + world.clock()) / 2
    if (database.type === 'sqlite' && apart === 0)
      return [ok('An embedded database goes by the clock of this host.')]
    return [clockFinding(apart)]
  },
}

/** @param apart the database's clock minus the host's, ms */
function clockFinding(apart: number): Finding {
  const seconds = Math.round(Math.abs(apart) / 1000)
  const told = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`
  const words = `The clock of the database is ${told} ${apart > 0 ? 'ahead of' : 'behind'} that of this host`
  const cure = 'Have both set by a time server (w32tm /resync, or timedatectl set-ntp true)'
  if (clocksDiffer(apart))
    return failed(`${words}: deletions, and all that leaves the school, are held.`, cure)
  return Math.abs(apart) > KEPT
    ? warning(`${words}.`, cure)
    : ok('The clocks of this host and of the database agree.')
}
