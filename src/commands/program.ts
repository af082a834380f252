import { Argument, Command, Option } from 'commander'
import { version } from '../../package.json'
import { SHELLS } from '../completion/scripts.ts'
import type { ExitCode } from '../exit.ts'
import { registry } from '../jobs/index.ts'
import { OUTCOMES } from '../scan/outcome.ts'
import type { World } from '../world.ts'
import { addAttentionVerbs } from './attention-verbs.ts'
import { addDbCommand } from './db-verbs.ts'
import { groupsAdopt, groupsList } from './groups.ts'
import { addExamples } from './help-examples.ts'
import { addHostScheduleVerbs } from './host-schedule.ts'
import { addInitOptions } from './init-options.ts'
import { addJobCommand } from './job.ts'
import * as mail from './mail.ts'
import * as mirror from './mirror.ts'
import { addOutboxCommand } from './outbox.ts'
import * as print from './print.ts'
import { addQueueVerbs } from './queue.ts'
import { addReportVerbs } from './report.ts'
import { addRulesCommand } from './rules.ts'
import { outcomes } from './scan.ts'
import { addScheduleVerbs } from './schedule-verbs.ts'
import { schoolInfo } from './school-info.ts'
import { addSmsVerbs } from './sms.ts'
import {
  type Adding,
  configOption,
  configsOption,
  json,
  refuseUnknownVerbs,
  type Verb,
  verbsOf,
} from './verbs.ts'

/**
 * The command line: a subcommand for each verb and for each job. `done` receives the exit code.
 * @param typed the arguments, where there is only to be what they need
 */
export function program(world: World, done: (code: ExitCode) => void, typed?: string[]): Command {
  const root = new Command('pars-auto')
    .description('Runs the jobs a school depends on: when they are due, once, and with an explanation.')
    .version(version)
    // Read in main.ts, wherever it stands; here for the help.
    .option('--no-color', 'no colours; as NO_COLOR in the environment')
    .exitOverride()
    .configureOutput({
      writeOut: world.out,
      writeErr: world.err,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .configureHelp({
      subcommandTerm: (command) =>
        `${command.name()} ${command.usage().replace('[options]', '').trim()}`.trim(),
    })
    .showHelpAfterError('Run pars-auto --help to see what there is.')
    .helpCommand('help [command]', 'Explain a command.')
    .addHelpText('after', '\nStart with: pars-auto init, or pars-auto demo')

  /** Adds a verb: its options come first in the call, its arguments behind. */
  const verb: Adding['verb'] = (name, about, run, parent = root) =>
    verbsOf(parent, done)(name, about, run).addOption(configOption())

  /** Likewise one that also works on many schools. */
  const verbOfMany: Verb = (name, about, run) =>
    verbsOf(root, done)(name, about, run).addOption(configsOption())

  const adding = { root, world, done, verb, verbOfMany }
  addScheduleVerbs(adding)
  addAttentionVerbs(adding)

  root.commandsGroup('What starts it every minute:')
  addHostScheduleVerbs(verb, world)

  root.commandsGroup('What the jobs keep and make:')
  verb('school-info', 'The School Information graphs: attendance, marks, points, absence.', (o) =>
    schoolInfo(world, o),
  )
    .option(
      '--html <file>',
      'write them as one HTML page, for any browser and for print; - for standard output',
    )
    .addOption(json())

  const groups = root
    .command('groups')
    .description('The groups that the jobs keep: see them, take over those that PARS made.')
    .addOption(configOption())
  verb(
    'list',
    'The groups that are kept, and those of PARS that could be taken over.',
    (o) => groupsList(world, o),
    groups,
  ).addOption(json())
  verb(
    'adopt [group]',
    'Take over groups that PARS made: all that are clear, or one.',
    (o, group) => groupsAdopt(world, o, group),
    groups,
  )
    .option('--as <family:key>', 'what the group is, where its name does not say')
    .option('--replace', 'in place of the group that is kept for it already, which is deleted')
    .option('--dry-run', 'show what it would do; write nothing')

  addRulesCommand(root, world, done)

  const mirrored = root
    .command('mirror')
    .description('What became of the incidents that are copied to SIMS.')
    .addOption(configOption())
  verb(
    'problems',
    'The incidents that could not be copied, why, and what to do about it.',
    (o) => mirror.problems(world, o),
    mirrored,
  )
    .option('-n, --count <number>', 'how many incidents to list', '50')
    .addOption(json())

  root.commandsGroup('What leaves the school:')
  addOutboxCommand(root, world, done)
  const mailed = root
    .command('mail')
    .description('Mails: try whether they can be sent, see and settle what became of them.')
    .addOption(configOption())
  verb(
    'test <address>',
    'Send one mail now, and say what the mail server makes of it.',
    (o, address) => mail.test(world, o, address as string),
    mailed,
  )
  addQueueVerbs((...given) => verb(...given, mailed), world, 'mail')
  const printed = root
    .command('print')
    .description('Prints: try whether a printer can be reached, see and settle what became of them.')
    .addOption(configOption())
  verb(
    'test [printer]',
    'Print one page now, and say what the spooler makes of it.',
    (o, printer) => print.test(world, o, printer as string | undefined),
    printed,
  )
  verb(
    'printers',
    'The printers of this computer, and how they are.',
    (o) => print.printers(world, o),
    printed,
  ).addOption(json())
  addQueueVerbs((...given) => verb(...given, printed), world, 'print')

  root.commandsGroup('Begin:')
  addInitOptions(
    verb('init', 'Write a first config: asks a few questions, or takes flags.', async (o) =>
      (await import('./init.ts')).init(world, o),
    ),
  )
  root
    .command('completion')
    .description('Let your shell complete commands, options, jobs and reports.')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .argument('[words...]', 'what the shell asks about')
    .usage('[options] <shell>')
    .action(async (shell, words) =>
      done((await import('./completion.ts')).completion(world, root, shell, words)),
    )
    .addHelpText('after', `\nThe script says in its first lines where it belongs.`)
  verb('demo', 'Make a school of made-up pupils and run a night of jobs on it.', async (o) =>
    (await import('./demo.ts')).demo(world, o),
  )
    .option('--pupils <number>', 'how many pupils', '1200')
    .option('--seed <number>', 'another seed makes another school', '1')

  root.commandsGroup('The database:')
  addDbCommand(root, world, done)

  root.commandsGroup('The jobs:')
  const jobs = new Map(
    Object.values(registry).map((job) => [
      job.name,
      addJobCommand(root, job, world, done, typed?.includes(job.name) ?? true),
    ]),
  )
  addSmsVerbs(jobs.get('sms') as Command, world, done)
  addReportVerbs(jobs.get('report') as Command, world, done)
  verb(
    'outcomes',
    'What became of the scans of a day: counts, and those to look at.',
    (o) => outcomes(world, o),
    jobs.get('pupil-scan'),
  )
    .option('--date <date>', 'which day (default: today)')
    .addOption(
      new Option('--outcome <outcome>', 'list those with this outcome').choices(Object.keys(OUTCOMES)),
    )
    .option('--pupil <number>', 'those of one pupil, by number')
    .option('-n, --count <number>', 'how many to list', '50')
    .addOption(json())
  // Only so does `report` see what comes before its verb and what comes behind. Here, because commands inherit it.
  root.enablePositionalOptions()
  root.hook('preAction', (_root, acting) => {
    world.command = { name: fullName(acting), options: acting.optsWithGlobals(), args: acting.args }
  })
  for (const command of root.commands.filter(({ commands }) => commands.length > 0))
    refuseUnknownVerbs(command)
  addExamples(root)
  return root
}

/** What a person types for a command: `sms delete`. */
const fullName = (command: Command): string =>
  command.parent?.parent ? `${fullName(command.parent)} ${command.name()}` : command.name()
