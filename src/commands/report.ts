import { createWriteStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { Exit, type ExitCode } from '../exit.ts'
import { documentOf } from '../reports/document.ts'
import { type FormatName, formatNames, formats } from '../reports/formats/index.ts'
import { reports } from '../reports/index.ts'
import { reportFor } from '../reports/own/files.ts'
import { periodOf } from '../reports/period.ts'
import type { World } from '../world.ts'
import type { CommonOptions } from './options.ts'
import { sendReport } from './report-send.ts'
import { withSchool } from './school.ts'
import { verbsOf } from './verbs.ts'

export interface RunOptions extends CommonOptions {
  format: FormatName
  out: string
  period?: string
}

/** Adds to the job `report` the verbs for what people do with reports. */
export function addReportVerbs(command: Command, world: World, done: (code: ExitCode) => void): void {
  const verb = verbsOf(command, done)
  command.helpCommand(false)

  verb('list', 'The reports there are.', () => list(world))
  verb('run <name>', 'Make a report.', (o, name) => run(world, o, name as string))
    .addOption(new Option('--format <format>', 'as what').choices(formatNames).default('text'))
    .option('--out <file>', 'where; - for standard output', '-')
  verb('send <name>', 'Send what a report job sends, now.', (o, name) => sendReport(world, o, name as string))
    .option('--again', 'also what has gone out for this period: a new edition, with your name on record')
    .option('--for <date>', 'as it was due that day')
}

/** The reports there are. */
export function list(world: World): ExitCode {
  for (const { name, summary } of Object.values(reports)) world.out(`${name}\n  ${summary}\n`)
  return Exit.done
}

/** Makes one report, for whoever asks. */
export async function run(world: World, options: RunOptions, name: string): Promise<ExitCode> {
  return withSchool(world, options, async ({ db, config }) => {
    const report = reportFor(name, config.file)
    const now = await db.now()
    const day = config.school.zone.dayAt(now)
    const period = periodOf(options.period ?? report.period, day, config.calendar)!
    const request = { report, params: report.params.parse({}), period, selection: {}, day }
    await db.snapshot(async (session) => {
      const document = await documentOf(session, request, { ...config, now })
      const format = await formats[options.format]()
      if (options.out !== '-') return format.write(document, createWriteStream(options.out))
      const out = new PassThrough()
      const [words] = await Promise.all([textOf(out), format.write(document, out)])
      world.out(words)
    })
    return Exit.done
  })
}
