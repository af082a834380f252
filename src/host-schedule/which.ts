import { UserError } from '../exit.ts'
import type { World } from '../world.ts'
import { Cron } from './cron/cron.ts'
import type { Machine } from './machine.ts'
import { has, type Programs } from './programs.ts'
import type { HostSchedule, Kind } from './schedule.ts'
import { Systemd } from './systemd/systemd.ts'
import { TaskScheduler } from './windows/task-scheduler.ts'

/** What the schedulers need to know of where they are. */
export interface Here extends Programs, Machine, Pick<World, 'directory' | 'host' | 'terminal'> {}

export const hereOf = ({ env, directory, host, terminal, machine }: World): Here => ({
  ...{ env, directory, host, terminal },
  ...machine,
})

const MADE: Record<Kind, new (here: Here) => HostSchedule> = {
  windows: TaskScheduler,
  cron: Cron,
  systemd: Systemd,
}

export const scheduleOf = (kind: Kind, here: Here): HostSchedule => new MADE[kind](here)

/** The schedulers that this computer has, the one that is taken unless told first. */
export async function schedulesHere(here: Here): Promise<HostSchedule[]> {
  const kinds: Kind[] = here.platform === 'win32' ? ['windows'] : []
  if (kinds.length === 0 && (await has(here, 'crontab', '-l'))) kinds.push('cron')
  if (here.platform === 'linux' && (await has(here, 'systemctl', '--version'))) kinds.push('systemd')
  if (kinds.length > 0) return kinds.map((kind) => scheduleOf(kind, here))
  throw new UserError(
    'This computer has neither cron (crontab) nor systemd (systemctl): install one, or let something else start pars-auto run-due every minute.',
  )
}
