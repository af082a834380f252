import { z } from 'zod'
import { mailAddress, oneOrMore, words } from '../../config/fields.ts'
import { formatNames } from '../formats/index.ts'
import { isPeriod, PERIODS_TEXT } from '../period.ts'
import { selection } from '../selection.ts'

const value = z.union([z.string(), z.number(), z.boolean()])

/** What files of a report can be. */
const files = formatNames.filter((name) => name !== 'text')

/** What can be set for a report job, besides what every job has. */
export const delivery = z.strictObject({
  report: words('the name of a report').describe(
    'Which report: one of pars-auto report list, or an SQL file of your own, relative to the folder of this file.',
  ),
  parameters: z
    .record(z.string(), z.union([value, z.array(value)]))
    .default({})
    .describe('What the report itself can be told: pars-auto report list NAME shows it.'),
  period: z
    .string()
    .refine(isPeriod)
    .meta({ expects: `a period: ${PERIODS_TEXT}` })
    .optional()
    .describe('What it covers, such as last-week; the report has its own usual one.'),
  select: selection
    .prefault({})
    .describe(
      'Which pupils. Of several of one kind, a pupil is in any of them; of several kinds, in one of each: year 7 and 8 with house Kestrel are the Kestrels of both years. Nothing: all pupils.',
    ),
  to: oneOrMore(
    words('a mail address or a role'),
    'a mail address, a role such as Deputy head, or a list of them',
  )
    .optional()
    .describe(
      'Who is mailed it: addresses, roles as they stand in the staff table (Deputy head), or, with splitBy, tutor and the like. One mail each.',
    ),
  otherwise: mailAddress
    .optional()
    .describe('The address that gets what is for a role that nobody has, or nobody with an address.'),
  subject: words('a subject')
    .optional()
    .describe('The subject of the mail; {title}, {period}, {part}, {rows} and {school} are filled in.'),
  attach: oneOrMore(z.enum(files), `one of ${files.join(', ')}, or a list of them`)
    .optional()
    .describe(
      'Files that go with the mail. The mail itself shows the report, as much of it as a mail can hold.',
    ),
  onlyIfRows: z.boolean().default(false).describe('true: nothing goes out when there is nothing to show.'),
  splitBy: z
    .enum(['year', 'group', 'house', 'class'])
    .optional()
    .describe('One for each year group, registration group, house or class, with just its rows.'),
  print: z
    .strictObject({
      printer: words('the name of a printer')
        .optional()
        .describe('Which printer, where not that of print.printer.'),
      copies: z.int().min(1).max(50).default(1).describe('How many.'),
      sides: z
        .enum(['one', 'long-edge', 'short-edge'])
        .default('one')
        .describe('On one side of the paper, or on both, turned over its long or its short edge.'),
    })
    .optional()
    .describe('Prints it. With nothing below it ({}): one copy, on the usual printer.'),
  folder: z
    .strictObject({
      path: words('a path').describe('Where it is written, relative to the folder of this file.'),
      name: words('a name for files')
        .optional()
        .describe(
          'What the files are called, without their ending, unless {report} {from} {to}, with {part} where it is split: {report}, {title}, {from}, {to}, {day}, {part} and {job} are filled in.',
        ),
      format: oneOrMore(z.enum(files), `one of ${files.join(', ')}, or a list of them`)
        .default('pdf')
        .describe('As what.'),
    })
    .optional()
    .describe('Writes it to a folder.'),
})

export type Delivery = z.output<typeof delivery>
