import { type Command, Option } from 'commander'
import { quote } from '../config/quote.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { formatNames } from '../reports/formats/index.ts'
import type { World } from '../world.ts'
import { verbsFirst } from './report-help.ts'
import { configOption, json, type Verb, verbsOf } from './verbs.ts'

/** Adds to the job `report` the verbs for what people do with reports. Each is loaded when it is used. */
export function addReportVerbs(command: Command, world: World, done: (code: ExitCode) => void): void {
  command.helpCommand(false)
  // Flags of the job, such as --to, are flags of verbs as well: what comes behind a verb is the verb's.
  command.enablePositionalOptions()
  const add = verbsOf(command, done)
  const verb: Verb = (name, about, run) => add(name, about, run).addOption(configOption())

  verb('list [name]', 'The reports there are, and the jobs that send them; one in full.', async (o, name) =>
    (await import('./report-list.ts')).list(world, o, name),
  ).addOption(json())

  const run = verb(
    'run <name> [parameters...]',
    'Make a report and show it, or write it to a file.',
    async (o, name, given) => (await import('./report-run.ts')).run(world, o, name, given),
  )
    .addOption(
      new Option('--format <format>', 'as what (default: text, or by the ending of --out)').choices(
        formatNames,
      ),
    )
    .option('--out <file>', 'where: a file, a folder, or - for standard output', '-')
  addRequestOptions(run)

  const preview = verb(
    'preview <name> [parameters...]',
    'Look at the mail of a report as it would be sent.',
    async (o, name, given) => (await import('./report-preview.ts')).preview(world, o, name, given),
  )
    .option('--out <file>', 'where to write it; - for standard output (default: a temporary file)')
    .option('--no-open', 'do not open it in the browser')
    .option('--part <part>', 'of a job that splits its report: whose part, such as 7A')
  addRequestOptions(preview)

  verb('who <job>', 'Who would be sent what by a report job. Sends nothing.', async (o, id) =>
    (await import('./report-who.ts')).who(world, o, id),
  )
    .option('--part <part>', 'this part only, such as 7A')
    .option('--for <date>', 'the day it is made for, where not today')
    .addOption(json())

  const automate = verb(
    'automate <name> [parameters...]',
    'Have a report sent by itself: adds a job to the config.',
    async (o, name, given) => (await import('./report-automate.ts')).automate(world, o, name, given),
  )
  addJobOptions(automate)
  addPupilOptions(automate)

  verb('send <name>', 'Send what a report job sends, now.', async (o, name) =>
    (await import('./report-send.ts')).sendReport(world, o, name),
  )
    .option('--again', 'also what has gone out for this period: a new edition, with your name on record')
    .option('--for <date>', 'as it was due that day')
    .addOption(json())

  verbsFirst(command)
}

/** The flags that say what a report is to cover. */
function addRequestOptions(command: Command): void {
  command
    .option('--period <period>', 'what it covers, such as last-week, this-term or 2026-11-16..2026-11-20')
    .option('--for <date>', 'the day it is made for, where not today')
  addPupilOptions(command)
}

/** The flags that say which pupils a report is about. */
function addPupilOptions(command: Command): void {
  command
    .optionsGroup('Which pupils (several with commas):')
    .option('--year <years>', 'year groups', several)
    .option('--group <groups>', 'registration groups', several)
    .option('--class <classes>', 'teaching classes', several)
    .option('--house <houses>', 'houses', several)
    .option('--special-group <groups>', 'special groups', several)
    .option('--site <sites>', 'sites', several)
    .option('--pupil <numbers>', 'pupils, by admission number', several)
}

/** The flags that say what a job is to be like. */
function addJobOptions(command: Command): void {
  const files = (what: string) => (text: string, before?: string[]) => formatsIn(what, several(text, before))
  command
    .option('--period <period>', 'what it covers each time, such as last-week')
    .option('--only-if-rows', 'nothing goes out when there is nothing to show')
    .option('--id <id>', 'what the job is called')
    .option('--dry-run', 'show what would change in the config; write nothing')
  command
    .optionsGroup('When:')
    .option('--cycle <days>', 'every-day, weekdays, weekends, or days: mon,thu', several)
    .option('--at <times>', 'at what time, such as 07:30', several)
  command
    .optionsGroup('Where to:')
    .option('--to <whom>', 'by mail: addresses, or roles as in the staff table', several)
    .option('--otherwise <address>', 'who gets what is for a role that nobody has')
    .option('--subject <subject>', 'with {title}, {period}, {part}, {rows}, {school}')
    .option('--attach <formats>', 'files that go with the mail: pdf, xlsx, csv, html', files('--attach'))
    .addOption(
      new Option('--split-by <what>', 'one for each, with just its rows').choices([
        ...['year', 'group', 'house', 'class'],
      ]),
    )
    .option('--print [printer]', 'on paper; no printer: the usual one')
    .option('--copies <number>', 'with --print')
    .option('--folder <folder>', 'as a file in a folder')
    .option(
      '--folder-format <formats>',
      'with --folder: pdf (as usual), xlsx, csv, html',
      files('--folder-format'),
    )
}

/** Reads `7,8`, after what was given before. */
const several = (text: string, before: string[] = []) => [
  ...before,
  ...text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
]

function formatsIn(flag: string, names: string[]): string[] {
  const wrong = names.find((name) => name === 'text' || !(formatNames as string[]).includes(name))
  if (wrong === undefined) return names
  throw new UserError(`${flag} takes pdf, xlsx, csv and html; ${quote(wrong)} is none.`, Exit.usage)
}
