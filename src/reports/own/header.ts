import { z } from 'zod'
import { words } from '../../config/fields.ts'
import { isPeriod, PERIODS_TEXT } from '../period.ts'

/** With a part and a word on what became of it, it has to fit into a line of the outbox. */
const LONGEST_TITLE = 100

/** A name that can follow an @ in SQL. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/

const names = z.string().regex(NAME).meta({ expects: 'a name of letters, digits and _' })

const parameter = z.strictObject({
  type: z.enum(['text', 'number', 'date', 'yes-no']).default('text').describe('What it is.'),
  about: words('what it means').describe('What it means, for whoever sets it.'),
  default: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('Its value when nobody sets it.'),
})

const column = z.strictObject({
  title: words('a title').describe('What stands above it.'),
  type: z
    .enum(['text', 'number', 'date', 'instant', 'time'])
    .default('text')
    .describe('date: YYYY-MM-DD; instant: ISO 8601 in UTC, shown by the school’s clock; time: HH:MM.'),
  total: z.boolean().default(false).describe('true: its sum stands below.'),
})

/** What stands at the top of a school's own report, between the first two marks of a comment, as YAML. */
export const header = z.strictObject({
  title: words(`a title of at most ${LONGEST_TITLE} characters`)
    .refine((text) => text.length <= LONGEST_TITLE)
    .describe('What stands above the report.'),
  summary: words('a sentence').optional().describe('One sentence for report list.'),
  notes: words('some sentences').optional().describe('What its reader should know; stands below it.'),
  period: z
    .string()
    .refine(isPeriod)
    .meta({ expects: `a period: ${PERIODS_TEXT}` })
    .default('none')
    .describe('The period it covers unless somebody says another: the statement has it as @from and @to.'),
  parameters: z
    .record(names, parameter)
    .default({})
    .describe('What can be set: the statement has it as @name.'),
  columns: z
    .record(words('the name of a column'), z.union([words('a title'), column]))
    .describe('What it shows, left to right: the column of the statement, and its title.'),
  sections: z.array(words('a column')).max(2).default([]).describe('Columns that become headings.'),
  pupil: words('a column')
    .optional()
    .describe('The column with the number of the pupil, so that it can be narrowed to some pupils.'),
  rowName: z
    .tuple([words('a word'), words('a word')])
    .default(['row', 'rows'])
    .describe('What a row is: [pupil, pupils].'),
  empty: words('a sentence').default('There is nothing to show.').describe('What it says without rows.'),
  timeLimit: z.int().min(1).max(600).default(60).describe('Seconds after which it is ended.'),
})

export type Header = z.output<typeof header>
