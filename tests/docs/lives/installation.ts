import { readFileSync, writeFileSync } from 'node:fs'
import { migrate } from '../../../src/db/migrations/index.ts'
import { freshDatabase, serverEnv } from '../../database.ts'
import { Computer, CRONTAB } from '../../host-schedule/stand-ins.ts'
import { atTheDemo } from '../demo.ts'
import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'

/** At a computer whose crontab is a script. */
export async function withCron(desk: Desk): Promise<Desk> {
  const { machine, school } = await Computer.open({ crontab: CRONTAB, id: 'exec id "$@"' })
  desk.world.machine = machine
  desk.world.env = { ...serverEnv, ...school.world.env }
  return desk
}

/** Another system from the next line on. */
const on = (platform: NodeJS.Platform) => (desk: Desk) => {
  desk.world.machine!.platform = platform
}

/** A minute has passed, and with it a tick. */
const tick = async (desk: Desk) => {
  desk.now += 60_000
  await desk.type('pars-auto run-due')
}

/** What whoever looks after SQL Server has done meanwhile: the login, the school's tables, and those of pars-auto. */
async function database(desk: Desk): Promise<void> {
  const made = await freshDatabase(desk.folder, () => desk.now)
  const db = await made.open({ clock: () => desk.now })
  await migrate(db)
  await db.close()
  const config = readFileSync(desk.config, 'utf8')
  writeFileSync(desk.config, config.replace(/^database:\n(?: +.*\n)+/m, made.section))
}

export const installation: Record<string, Life> = {
  'docs/getting-started.md': {
    desk: () => withCron(new Desk('2026-11-23 12:00')),
    typedAs: {
      'pars-auto init':
        'pars-auto init --yes --school "Riverside Academy" --server SIMSSRV --database-name SIMS --user pars_auto',
    },
    before: {
      'pars-auto db ping': database,
      'pars-auto verify-schedule': tick,
      'pars-auto shadow report': (desk) => desk.at('2026-11-24 00:30').type('pars-auto run-due'),
    },
  },
  'docs/install-schedule.md': {
    desk: async () => withCron(await atTheDemo()),
    before: {
      'pars-auto install-schedule': on('linux'),
      'pars-auto verify-schedule': tick,
      'pars-auto install-schedule --account RIVERSIDE\\pars-auto$': on('win32'),
    },
    typedAs: {
      'pars-auto install-schedule --account RIVERSIDE\\pars-auto$':
        'pars-auto install-schedule --print --account RIVERSIDE\\pars-auto$',
      'pars-auto install-schedule --kind systemd': 'pars-auto install-schedule --kind systemd --print',
    },
  },
}
