import { Option } from 'commander'
import { ack } from './ack.ts'
import { audit } from './audit.ts'
import { approve, unlock } from './control.ts'
import { goLive } from './go-live.ts'
import { configFile } from './options.ts'
import { pause } from './pause.ts'
import { permissions } from './permissions.ts'
import { resume } from './resume.ts'
import { validateAll } from './validate.ts'
import { type Adding, configOption, json } from './verbs.ts'

/** The commands for a person who is needed: something is wrong, held, paused, in shadow, or to be checked. */
export function addAttentionVerbs({ root, world, done, verb }: Adding): void {
  root.commandsGroup('When it needs you:')
  verb('doctor', 'Look at everything that the jobs need. Sends and changes nothing.', async (o) =>
    (await import('./doctor.ts')).doctor(world, o),
  )
    .option('--only <check...>', 'only these, such as mail or database: docs/doctor.md has them all')
    .addOption(json())
  verb('approve <run>', 'Let a held run go. It is worked out afresh, and held again if it grew.', (o, run) =>
    approve(world, o, run as string),
  )
  verb('pause <job>', 'Keep a job from running by its schedule, or all of them: pause all.', (o, job) =>
    pause(world, o, job as string),
  )
    .option(
      '--until <time>',
      'when it ends by itself: 2026-11-30 (as that day begins), 16:30, or "2026-11-30 07:00"',
    )
    .option('--why <text>', 'what for, for everybody to see')
  verb(
    'resume [job]',
    'End the pause of a job. Alone: of all, and what looked odd has been checked.',
    (o, job) => resume(world, o, job),
  ).addHelpText(
    'after',
    `
Alone it ends the pause of all jobs, and lets deletions and sending go on that
were held because something looked odd: a restored backup, a server that was off
for months. "resume all" only ends the pause of all jobs.`,
  )
  verb(
    'ack [alert]',
    'What is open; with its number: take note of it, so that nobody is reminded.',
    (o, number) => ack(world, o, number),
  ).addOption(json())
  verb('go-live <job>', 'End the shadow of a job: from its next run on it acts.', (o, job) =>
    goLive(world, o, job as string),
  )
    .option('--dry-run', 'show the checklist; change nothing')
    .option('-y, --yes', 'ask nothing: PARS does not do it any more')
    .option('--force', 'also where the checklist says stop')
  const shadow = root
    .command('shadow')
    .description('Jobs that run in shadow, beside PARS: what they would have done.')
    .addOption(configOption())
  verb(
    'report [job]',
    'What they would have done, beside what PARS did.',
    async (o, job) => (await import('./shadow.ts')).shadowReport(world, o, job),
    shadow,
  )
    .option('--since <date>', 'from that day on: 2026-11-01 (default: the last 30 days)')
    .addOption(json())
  verb('unlock <job>', 'Free a job whose process is provably gone.', (o, job) =>
    unlock(world, o, job as string),
  )
  verb('audit', 'Who changed, approved, deleted, decided or tried out what, and who was refused.', (o) =>
    audit(world, o),
  )
    .option('-n, --count <number>', 'how many', '20')
    .option('--since <time>', 'from then on: "2026-11-23 23:00", or 08:00 for today')
    .addOption(json())
  verb('permissions', 'Who you are taken for, and what you may do.', (o) => permissions(world, o)).addOption(
    json(),
  )
  root
    .command('validate [files...]')
    .description('Check the config: every problem in one pass.')
    .addOption(configOption())
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .action((files: string[], options) =>
      done(
        validateAll(files.length > 0 ? files : [configFile(options, world)], options, {
          out: world.out,
          env: world.env,
          now: world.clock(),
          colour: world.colour,
          folder: world.cwd,
        }),
      ),
    )
}
