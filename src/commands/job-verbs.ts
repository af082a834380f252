import type { Command } from 'commander'
import type { ExitCode } from '../exit.ts'
import type { World } from '../world.ts'
import { configOption, json, verbsOf } from './verbs.ts'

/** Adds `job` with its verbs. */
export function addJobVerbs(root: Command, world: World, done: (code: ExitCode) => void): void {
  const job = root
    .command('job')
    .description('The properties of one job: see them, change them.')
    .addOption(configOption())
  const verb = (...given: Parameters<ReturnType<typeof verbsOf>>) =>
    verbsOf(job, done)(...given).addOption(configOption())
  const again = (text: string, before: string[] = []) => [...before, text]

  verb('show <job>', 'One job as it is in force, and where each setting comes from.', async (o, id) =>
    (await import('./job-show.ts')).showJob(world, o, id),
  ).addOption(json())
  verb(
    'set <job> [settings...]',
    'Change settings of a job in the config: KEY=VALUE.',
    async (o, id, settings) => (await import('./job-set.ts')).setJob(world, o, id, settings),
  )
    .option('--unset <key>', 'take a key out, so that it is as usual; may be given again', again)
    .option('--dry-run', 'show what would change; write nothing')
    .addHelpText(
      'after',
      `
Comments and everything else in the file stay. A job that is not in the file yet
is added. A key within another is written with a dot, a list with commas.`,
    )
}
