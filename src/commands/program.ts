import { Argument, Command, Option } from 'commander'
import { version } from '../../package.json'
import { SHELLS } from '../completion/scripts.ts'
import type { ExitCode } from '../exit.ts'
import { registry } from '../jobs/index.ts'
import { OUTCOMES } from '../scan/outcome.ts'
import type { World } from '../world.ts'
import { ack } from './ack.ts'
import { audit } from './audit.ts'
import { approve, unlock } from './control.ts'
import { type DashboardOptions, dashboard, pageOf } from './dashboard.ts'
import { addDbCommand } from './db-verbs.ts'
import { goLive } from './go-live.ts'
import { groupsAdopt, groupsList } from './groups.ts'
import { handover } from './handover.ts'
import { addExamples } from './help-examples.ts'
import { history, show } from './history.ts'
import { addHostScheduleVerbs } from './host-schedule.ts'
import { addInitOptions } from './init-options.ts'
import { addJobCommand } from './job.ts'
import { addJobVerbs } from './job-verbs.ts'
import { list, next } from './list.ts'
import * as mail from './mail.ts'
import * as mirror from './mirror.ts'
import { configFile, type ManyOptions, ofMany } from './options.ts'
import { addOutboxCommand } from './outbox.ts'
import { pause } from './pause.ts'
import { permissions } from './permissions.ts'
import * as print from './print.ts'
import { addQueueVerbs } from './queue.ts'
import { addReportVerbs } from './report.ts'
import { resume } from './resume.ts'
import { addRulesCommand } from './rules.ts'
import { runDue } from './run-due.ts'
import { outcomes } from './scan.ts'
import { schoolInfo } from './school-info.ts'
import { addSmsVerbs } from './sms.ts'
import { status } from './status.ts'
import { validateAll } from './validate.ts'
import { configOption, configsOption, json, refuseUnknownVerbs, verbsOf } from './verbs.ts'
import { why } from './why.ts'

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
  const verb = (name: string, about: string, run: Parameters<ReturnType<typeof verbsOf>>[2], parent = root) =>
    verbsOf(parent, done)(name, about, run).addOption(configOption())

  /** Likewise one that also works on many schools. */
  const verbOfMany = (...[name, about, run]: Parameters<ReturnType<typeof verbsOf>>) =>
    verbsOf(root, done)(name, about, run).addOption(configsOption())

  root.commandsGroup('The schedule:')
  verbOfMany('run-due', 'Run what is due. Task Scheduler or cron starts this every minute.', (o) =>
    runDue(world, o),
  )
  verbOfMany('list', 'Every job: when it runs, how it went, what comes next.', (o: ManyOptions) =>
    ofMany(world, o, list, async (given) => (await import('./list-many.ts')).listMany(world, given, o.json)),
  ).addOption(json())
  verb('next', 'The runs to come, in order.', (o) => next(world, o))
    .option('-n, --count <number>', 'how many', '10')
    .addOption(json())
  verb('week', 'The plan of a week, as a grid of days and hours.', async (o) =>
    (await import('./week.ts')).week(world, o),
  )
    .option('--date <date>', 'the week of another day (default: today)')
    .addOption(json())
  verb('simulate', 'Every run of a school year, with what moves, clashes or does not run.', async (o) =>
    (await import('./simulate.ts')).simulateRuns(world, o),
  )
    .option('--from <date>', 'the first day (default: today)')
    .option('--to <date>', 'the last day (default: the end of the school year, by the calendar)')
    .option('--job <id>', 'of one job')
    .option('--every', 'also list each run of the jobs that run all day')
    .option('--summary', 'only what is at the end: runs of each job, busiest nights, clashes')
    .addOption(json())
  addJobVerbs(root, world, done)
  verb('history [job]', 'What ran, and what did not, newest first.', (o, job) => history(world, o, job))
    .option('-n, --count <number>', 'how many', '20')
    .addOption(json())
  verb('show <run>', 'One run in full.', (o, run) => show(world, o, run as string)).addOption(json())
  verb('why <job>', 'Why a job ran, or did not.', (o, job) => why(world, o, job as string))
    .option(
      '--at <time>',
      'a moment of the school clock: 23:00, or "2026-11-23 23:00" (default: the last slot)',
    )
    .addOption(json())
  verbOfMany(
    'dashboard',
    'The last 30 days as one HTML page: every job, what needs you, what left.',
    (o: ManyOptions & DashboardOptions) =>
      ofMany(world, o, dashboard, async (given) =>
        (await import('./dashboard-many.ts')).dashboardMany(world, given, pageOf(o)),
      ),
  )
    .option('--out <file>', 'where the page goes, for any browser and for print; - for standard output')
    .addOption(json())
  verb('handover', 'What whoever takes over has to know: what runs, for whom, and when it fails.', (o) =>
    handover(world, o),
  )
    .option('--out <file>', 'as a page to print, one sheet of A4; - for standard output (default: as text)')
    .addOption(json())

  verbOfMany(
    'status',
    'How everything stands, on one screen; the exit code says whether you are needed.',
    (o: ManyOptions) =>
      ofMany(world, o, status, async (given) =>
        (await import('./status-many.ts')).statusMany(world, given, o.json),
      ),
  )
    .addOption(json())
    .addHelpText(
      'after',
      `
Ends with 0 when all is well; 1 when the ticks have stopped, something failed,
or a mandatory job has not succeeded for 36 hours; 3 when the config has errors;
4 when a job was done in part; 6 when the database cannot be reached; 8 when a
run is held for you.`,
    )
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
