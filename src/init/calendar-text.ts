import { inline } from '../config/inline.ts'
import { DAY_MINUTES, formatTime } from '../schedule/wall.ts'
import type { Answers } from './answers.ts'
import { comment, typed } from './yaml-text.ts'

/** The section `calendar`. */
export function calendarLines({ calendar, calendarIsOurs }: Answers): string[] {
  const { terms = [], holidays = [], inset = [], earlyClosing = [] } = calendar
  const about = calendarIsOurs
    ? 'The school year. Holidays are those within the terms: half terms and bank holidays. On INSET days staff are in, pupils are not.'
    : 'TO BE CORRECTED: these are the dates that are usual in England. Put in your own, holidays within the terms and INSET days among them; jobs and reports for school days go by them.'
  return [
    ...comment(about),
    'calendar:',
    '  terms:',
    ...terms.map(({ name, from, to }) => `    - ${entry({ name, from: `${from}`, to: `${to}` })}`),
    ...(holidays.length > 0 ? ['  holidays:'] : []),
    ...holidays.map(({ name, from, to }) =>
      from.equals(to)
        ? `    - ${entry({ name, on: `${from}` })}`
        : `    - ${entry({ name, from: `${from}`, to: `${to}` })}`,
    ),
    ...(inset.length > 0 ? [`  inset: ${inline(inset.map(String))}`] : []),
    ...(earlyClosing.length > 0
      ? [
          '  earlyClosing:',
          ...earlyClosing.map(
            ({ on, at }) => `    - ${inline({ on: `${on}`, at: formatTime(at % DAY_MINUTES) })}`,
          ),
        ]
      : [
          '  # Days on which the school closes early, such as the last one before Christmas:',
          '  # earlyClosing:',
          "  #   - { on: 2026-12-18, at: '12:30' }",
        ]),
  ]
}

const entry = ({ name, ...days }: { name: string; [key: string]: string }): string =>
  `{ name: ${typed(name)}, ${inline(days).slice(2)}`
