import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit.ts'
import { formatNames } from '../reports/formats/index.ts'
import type { World } from '../world.ts'
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
}

/** The flags that say what a report is to be about. */
function addRequestOptions(command: Command): void {
  const several = (text: string, before: string[] = []) => [
    ...before,
    ...text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ]
  command
    .option('--period <period>', 'what it covers, such as last-week, this-term or 2026-11-16..2026-11-20')
    .option('--for <date>', 'the day it is made for, where not today')
  command.optionsGroup('Which pupils (several with commas):')
  command
    .option('--year <years>', 'year groups', several)
    .option('--group <groups>', 'registration groups', several)
    .option('--class <classes>', 'teaching classes', several)
    .option('--house <houses>', 'houses', several)
    .option('--special-group <groups>', 'special groups', several)
    .option('--site <sites>', 'sites', several)
    .option('--pupil <numbers>', 'pupils, by admission number', several)
}
