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

/** Which of the files the mail can have: the largest are the first that it goes without. */
export function fitting(
  wanted: Attachment[],
  { maxSize }: Pick<Making, 'maxSize'>,
  without: number,
): { kept: Attachment[]; left: Attachment[] } {
  const left: Attachment[] = []
  let size = wanted.reduce((sum, { bytes }) => sum + encoded(bytes.length), without)
  for (const one of [...wanted].sort((a, b) => b.bytes.length - a.bytes.length)) {
    if (size <= maxSize) break
    size -= encoded(one.bytes.length)
    left.push(one)
  }
  return { kept: wanted.filter((one) => !left.includes(one)), left }
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
  const which = made.part ? ` --${params.splitBy} "${made.part.name}"` : ''
  return `Whoever looks after pars-auto can make it: pars-auto report run ${context.id}${when}${which} --format ${format} --out "${name}"`
}

const inMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, '')} MB`
