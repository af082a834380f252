import { UserError } from '../../exit.ts'
import { printContent } from '../../print/content.ts'
import { printNotAfter } from './expiry.ts'
import type { Made, Making } from './made.ts'
import { subjectOf } from './mails.ts'
import type { Outgoing } from './outgoing.ts'
import { fitted, leftOut, notAttached } from './size.ts'

/** A print, with the mail that goes in its place where it cannot be printed. */
export async function printsFor(making: Making, made: Made): Promise<Outgoing[]> {
  const { params, context, files } = making
  if (!params.print) return []
  const { copies, sides } = params.print
  const printer = params.print.printer ?? context.settings.print?.printer
  if (!printer)
    throw new UserError('The config names no printer: neither the job, below print, nor print.printer.')
  const { bytes, extension, type } = await made.render('pdf')
  const file = files.keep(bytes, { name: made.fileName(extension), type })
  const fallback = await fallbackOf(making, made, printer)
  return [
    {
      kind: 'print',
      which: `${made.which} ${printer}`,
      title: made.title,
      recipient: printer,
      content: printContent({ printer, copies, sides, file, ...(fallback ? { fallback } : {}) }),
      notAfter: printNotAfter(context),
    },
  ]
}

async function fallbackOf(making: Making, made: Made, printer: string) {
  const { params, context, files } = making
  const to = context.settings.print?.fallback
  if (!to || !context.settings.mail) return undefined
  const { bytes, extension, type } = await made.render('pdf')
  const wanted = [{ bytes, type, format: 'pdf' as const, name: made.fileName(extension) }]
  const { mail, left } = await fitted(making, wanted, async (kept, not) => ({
    subject: `Not printed: ${subjectOf(params, made)}`,
    text: [
      `This was to be printed on ${printer}, and could not be.`,
      ...kept.map(({ name }) => `It is attached, to be printed elsewhere: ${name}`),
      ...not.map((one) => notAttached(making, made, one)),
    ].join('\n\n'),
    attachments: kept.map(({ name }) => files.keep(bytes, { name, type })),
  }))
  for (const one of left) making.shortfalls.add(leftOut(making, made, one))
  return { to, mail }
}
