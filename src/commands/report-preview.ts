import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Session } from '../db/database.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { readContent } from '../mail/message.ts'
import { fileName } from '../reports/delivery/names.ts'
import type { Prepared } from '../reports/delivery/outgoing.ts'
import { documentOf } from '../reports/document.ts'
import { letterOf, previewOf } from '../reports/letter.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { STANDARD_OUTPUT, wholeFile } from './report-out.ts'
import { partNamed, preparedFor, whyNothing } from './report-prepared.ts'
import { jobOf, type ReportJob, type RequestOptions, requestOf } from './report-request.ts'
import { withSchool } from './school.ts'

export interface PreviewOptions extends RequestOptions {
  out?: string
  part?: string
  open: boolean
}

/** A mail as it can be looked at. */
interface Page {
  html: string
  /** What to know of it besides: subject, recipient, files. */
  facts: string[]
}

/** Shows the mail of a report, exactly as it would be sent, in the browser or as a file. Sends nothing. */
export async function preview(
  world: World,
  options: PreviewOptions,
  name: string,
  given: string[],
): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const now = await school.db.now()
    const request = requestOf(school.config, name, given, options, now)
    const job = jobOf(school.config, name)
    const page = await school.db.snapshot((session) => {
      const { params, selection, day } = request
      const asked = job && {
        ...job,
        params: {
          ...job.params,
          ...{
            parameters: params as never,
            select: selection,
            ...(options.period ? { period: options.period } : {}),
          },
        },
      }
      if (asked?.params.to) return mailOf(school, session, asked, day, options.part)
      if (options.part !== undefined)
        throw new UserError('--part is for a job that mails its report.', Exit.usage)
      return documentOf(session, request, { ...school.config, now })
        .then((document) => letterOf(document))
        .then((letter) => ({ html: previewOf(letter), facts: [] }))
    })
    await show(world, options, page, request.report.title)
    return Exit.done
  })
}

/** The first mail that a job would send, or the first one of a part. */
async function mailOf(
  school: School,
  session: Session,
  job: ReportJob,
  day: Parameters<typeof preparedFor>[3],
  part: string | undefined,
): Promise<Page> {
  const prepared = await preparedFor(school, session, job, day)
  const its = part === undefined ? prepared.outgoing : partNamed(prepared, part)
  const mail = its.find(({ kind }) => kind === 'mail')
  const content = mail && readContent(mail.content)
  if (!mail || !content || 'template' in content)
    throw new UserError([whyNothing(prepared), 'There is no mail to look at.'].filter(Boolean).join('\n'))
  const { subject, html = '', attachments = [] } = content
  const files = attachments.filter(({ cid }) => cid === undefined).map((file) => file.name)
  const more = prepared.outgoing.filter(({ kind }) => kind === 'mail').length - 1
  return {
    html: previewOf({ html, pictures: picturesIn(attachments, prepared) }),
    facts: [
      `Subject: ${subject}`,
      `To: ${mail.recipient}${more > 0 ? ` (one of ${more + 1} mails: pars-auto report who ${job.id})` : ''}`,
      ...(files.length > 0 ? [`With: ${files.join(', ')}`] : []),
    ],
  }
}

const picturesIn = (
  attachments: { cid?: string | undefined; digest: string; name: string }[],
  { files }: Prepared,
) => attachments.flatMap(({ cid, digest, name }) => (cid ? [{ cid, name, bytes: files.get(digest)! }] : []))

async function show(
  world: World,
  options: PreviewOptions,
  { html, facts }: Page,
  title: string,
): Promise<void> {
  const { out } = options
  if (out === STANDARD_OUTPUT) {
    world.out(html)
    return
  }
  const file = out === undefined ? temporaryFile(title, html) : path.resolve(world.cwd, out)
  if (out !== undefined) await wholeFile(file, (stream) => pipeline([html], stream))
  for (const fact of facts) world.err(`${fact}\n`)
  const isOpened =
    options.open && world.terminal.output !== undefined && (await openInBrowser(file, world.env))
  world.out(isOpened ? `${file}\nIt is open in your browser.\n` : `${file}\nOpen it in any browser.\n`)
  if (out === undefined) world.err('It holds personal data: delete it when you have seen it.\n')
}

/** Readable by nobody else. */
function temporaryFile(title: string, html: string): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'pars-auto-')), fileName(title, 'html'))
  writeFileSync(file, html, { mode: 0o600 })
  return file
}

/** @returns whether there is a desktop, and it took the file. */
function openInBrowser(file: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const isRemote = Boolean(env.SSH_CONNECTION)
  const hasDesktop = process.platform === 'linux' ? Boolean(env.DISPLAY || env.WAYLAND_DISPLAY) : !isRemote
  if (!hasDesktop) return Promise.resolve(false)
  const openers: Partial<Record<NodeJS.Platform, string[]>> = {
    darwin: ['open'],
    // `start` is a word of the shell; this is what it calls.
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  }
  const [program, ...words] = openers[process.platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    const opener = spawn(program!, [...words, file], { env, stdio: 'ignore', detached: true })
    opener.once('error', () => resolve(false))
    opener.once('spawn', () => {
      opener.unref()
      resolve(true)
    })
  })
}
