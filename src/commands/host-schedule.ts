import { type Command, Option } from 'commander'
import { KINDS } from '../host-schedule/schedule.ts'
import type { World } from '../world.ts'
import { json, type Verb } from './verbs.ts'

/** The verbs about what starts this program every minute. What they do is loaded with them. */
export function addHostScheduleVerbs(verb: Verb, world: World): void {
  whose(
    verb('install-schedule', 'Let Task Scheduler, cron or systemd start the ticks.', async (options) =>
      (await import('./install-schedule.ts')).install(world, options),
    ),
  )
    .option('--no-password', 'on Windows: keep no password; nothing on other computers is reached then')
    .option('--print', 'show what it would write; change nothing')
  whose(
    verb('verify-schedule', 'Whether the ticks are started as they should be, and come.', async (options) =>
      (await import('./install-schedule.ts')).verify(world, options),
    ),
  ).addOption(json())
  whose(
    verb('uninstall-schedule', 'Take away what install-schedule put there.', async (options) =>
      (await import('./install-schedule.ts')).uninstall(world, options),
    ),
  )
}

const whose = (command: Command): Command =>
  command
    .addOption(
      new Option('--kind <kind>', 'by what the ticks are started (default: what this computer has)').choices(
        KINDS,
      ),
    )
    .option('--account <account>', 'whoever the ticks run as; on Windows DOMAIN\\name$ is a managed one')
    .option('--system', 'for the whole computer, not for your account (Linux, as root)')
    .option('--name <name>', 'tells several schools on one computer apart', 'pars-auto')
