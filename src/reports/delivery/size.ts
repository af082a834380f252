import { sizeText } from '../../config/size.ts'
import type { ReadyMail } from '../../mail/message.ts'
import { mailSize } from '../../mail/size.ts'
import type { FormatName } from '../formats/index.ts'
import { folderOf } from './folder.ts'
import type { Made, Making } from './made.ts'

/** A file that is to go with a mail. */
export interface Attachment {
  name: string
  type: string
  format: FormatName
  bytes: Buffer
}

/** A mail of which not everything that was wanted goes with it. */
export interface Fitting {
  mail: ReadyMail
  /** What would make it larger than a mail may be. */
  left: Attachment[]
}

/**
 * Writes a mail with as many of its attachments as it may have: the largest are the first that it goes without.
 * @param write makes the mail with these attachments, and says of the others where they are
 */
export async function fitted(
  { context, files }: Making,
  wanted: Attachment[],
  write: (kept: Attachment[], left: Attachment[]) => Promise<ReadyMail>,
): Promise<Fitting> {
  const mailing = context.settings.mail
  const bySize = [...wanted].sort((a, b) => b.bytes.length - a.bytes.length)
  for (let number = 0; ; number += 1) {
    const left = bySize.slice(0, number)
    const mail = await write(
      wanted.filter((one) => !left.includes(one)),
      left,
    )
    const fits = !mailing || (await mailSize(mail, files.sizes, mailing)) <= mailing.maxSize
    if (fits || left.length === wanted.length) return { mail, left }
  }
}

/** For the reader of the mail. */
export function notAttached(making: Making, made: Made, one: Attachment): string {
  return `${one.name} is not attached: it has ${sizeText(one.bytes.length)}, and a mail may have ${limitOf(making)}. ${elsewhere(making, made, one)}`
}

/** For the run's record. */
export const leftOut = (making: Making, { part }: Made, { format, bytes }: Attachment): string =>
  `The ${format} file${part ? ` of ${part.name}` : ''} has ${sizeText(bytes.length)} and went with no mail: that may have ${limitOf(making)} (mail.maxSize).`

/** Where the file can be had all the same. */
function elsewhere({ params, context, request }: Making, made: Made, { name, format }: Attachment): string {
  const { folder } = params
  const isThere = folder && made.folderNames.has(format)
  if (isThere) return `It is in the folder ${folderOf(folder, context)} as ${made.folderNames.get(format)}.`
  const { period, report } = request
  const when = report.period === 'none' ? '' : ` --period ${period.from}..${period.to}`
  const which = made.part ? ` --${params.splitBy} "${made.part.name}"` : ''
  return `Whoever looks after pars-auto can make it: pars-auto report run ${context.id}${when}${which} --format ${format} --out "${name}"`
}

const limitOf = ({ context }: Making) => sizeText(context.settings.mail?.maxSize ?? 0)
