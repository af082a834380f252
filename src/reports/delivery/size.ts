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

/** How large bytes become in a mail: Base64, in lines (RFC 2045, 6.8). */
export const encoded = (bytes: number): number => Math.ceil(bytes / 57) * 78

/** Which of the files the mail can have, the first ones first, and which would make it too large. */
export function fitting(
  wanted: Attachment[],
  { maxSize }: Pick<Making, 'maxSize'>,
  without: number,
): { kept: Attachment[]; left: Attachment[] } {
  const kept: Attachment[] = []
  let size = without
  for (const one of wanted) {
    const more = encoded(one.bytes.length)
    if (size + more > maxSize) continue
    size += more
    kept.push(one)
  }
  return { kept, left: wanted.filter((one) => !kept.includes(one)) }
}

/** For the reader of the mail. */
export const notAttached = (making: Making, made: Made, one: Attachment): string =>
  `${one.name} is not attached: with its ${inMegabytes(one.bytes.length)} the mail would be larger than the ${inMegabytes(making.maxSize)} that are allowed. ${elsewhere(making, made, one)}`

/** For the run's record. */
export const leftOut = (making: Making, { part }: Made, { format, bytes }: Attachment): string =>
  `The ${format} file${part ? ` of ${part.name}` : ''} (${inMegabytes(bytes.length)}) went with no mail: that may have ${inMegabytes(making.maxSize)} (mail.maxSize).`

/** Where the file can be had all the same. */
function elsewhere({ params, context, request }: Making, made: Made, { name, format }: Attachment): string {
  const { folder } = params
  if (folder && [folder.format].flat().includes(format as never))
    return `It is in the folder ${folderOf(folder, context)} as ${made.folderNames.get(format)}.`
  const { period, report } = request
  const when = report.period === 'none' ? '' : ` --period ${period.from}..${period.to}`
  return `Who runs pars-auto can make it with: pars-auto report run ${params.report}${when} --format ${format} --out "${name}"`
}

const inMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, '')} MB`
