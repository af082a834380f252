import { type DashboardOptions, dashboard, pageOf } from './dashboard.ts'
import { handover } from './handover.ts'
import { history, show } from './history.ts'
import { addJobVerbs } from './job-verbs.ts'
import { list, next } from './list.ts'
import { type ManyOptions, ofMany } from './options.ts'
import { runDue } from './run-due.ts'
import { status } from './status.ts'
import { type Adding, json } from './verbs.ts'
import { why } from './why.ts'

/** The commands about what runs when, what ran, and how everything stands. */
export function addScheduleVerbs({ root, world, done, verb, verbOfMany }: Adding): void {
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
}
