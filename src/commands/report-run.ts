import path from 'node:path'
import { sizeText } from '../config/size.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { countInWords } from '../reports/counted.ts'
import { fileName } from '../reports/delivery/names.ts'
import { documentOf, type ReportDocument } from '../reports/document.ts'
import type { ReportFormat } from '../reports/formats/format.ts'
import { type FormatName, formats } from '../reports/formats/index.ts'
import type { ReportRequest } from '../reports/request.ts'
import type { World } from '../world.ts'
import { formatFor, isFolder, isGone, lastingOutput, STANDARD_OUTPUT, wholeFile } from './report-out.ts'
import { counted } from './report-progress.ts'
import { type RequestOptions, requestOf } from './report-request.ts'
import { withSchool } from './school.ts'

export interface RunOptions extends RequestOptions {
  format?: FormatName
  out: string
}

/** Makes a report for whoever asks: to look at, into a file, or for another program. Sends nothing. */
export async function run(
  world: World,
  options: RunOptions,
  name: string,
  given: string[],
): Promise<ExitCode> {
  const toFile = options.out !== STANDARD_OUTPUT
  const place = toFile ? path.resolve(world.cwd, options.out) : options.out
  const folder = toFile && isFolder(options.out.endsWith('/') ? options.out : place)
  const formatName = formatFor(options.out, folder, options.format)
  if (!toFile) refuseOnTerminal(world, formatName, name)
  return withSchool(world, options, async ({ db, config }) => {
    const now = await db.now()
    const request = requestOf(config, name, given, options, now)
    const format = await formats[formatName]()
    await db.snapshot(async (session) => {
      const document = await documentOf(session, request, { ...config, now })
      const file = folder ? path.join(place, fileNameOf(request, format)) : place
      await (toFile ? toNewFile(world, document, format, file) : toReader(world, document, format))
    })
    return Exit.done
  })
}

/** `Unexplained absences 2026-11-16 to 2026-11-22.pdf`: the same report of another period is another file. */
function fileNameOf({ report, period, day }: ReportRequest, { extension }: ReportFormat): string {
  const { from, to } = report.period === 'none' ? { from: day, to: day } : period
  const dates = from.equals(to) ? `${to}` : `${from} to ${to}`
  return fileName(`${report.title} ${dates}`, extension)
}

async function toNewFile(
  world: World,
  document: ReportDocument,
  format: ReportFormat,
  file: string,
): Promise<void> {
  const { rows, document: watched } = counted(world, document, (line) => world.progress.tell(line))
  const bytes = await wholeFile(file, (out) => format.write(watched, out))
  world.err(
    `${path.relative(world.cwd, file)}: ${countInWords(rows(), document.rowName)}, ${sizeText(bytes)}\n`,
  )
}

async function toReader(world: World, document: ReportDocument, format: ReportFormat): Promise<void> {
  // What it says of its progress would run into the report.
  const { document: watched } = counted(world, document, (line) => {
    if (!world.terminal.output) world.progress.tell(line)
  })
  try {
    await format.write(watched, lastingOutput(world))
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

function refuseOnTerminal({ terminal }: World, format: FormatName, name: string): void {
  if (!terminal.output || (format !== 'xlsx' && format !== 'pdf')) return
  const what = format === 'pdf' ? 'A PDF' : 'A spreadsheet'
  throw new UserError(
    `${what} cannot be shown in a terminal. Write it to a file: --out ${name}.${format}\n` +
      'To look at the report here, leave out --format; in a browser: pars-auto report preview',
    Exit.usage,
  )
}
