import { type Given, givenAwards } from '../behaviour/book.ts'
import { periodText } from '../behaviour/period.ts'
import { type Rehearsal, rehearse } from '../behaviour/rehearse.ts'
import { type Entry, titleOf } from '../behaviour/rulebook.ts'
import { windowsOf } from '../behaviour/window.ts'
import { inWords, scopeWords } from '../behaviour/words.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { School } from '../runner/school.ts'
import { Day } from '../schedule/day.ts'
import { dateText } from '../schedule/weekday.ts'
import type { World } from '../world.ts'
import { dateOf } from './date.ts'
import { asJson, columns, paint } from './display.ts'
import type { CommonOptions } from './options.ts'
import { entryOf, looking, problemText } from './rules-book.ts'
import { withSchoolInForce } from './school.ts'

/** Every rule in a sentence. */
export async function listRules(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchoolInForce(world, options, (school) =>
    looking(school, async (q, { entries, facts }) => {
      const given = await givenAwards(q)
      const rules = entries.map((entry) => ({
        rule: entry.key,
        name: entry.name,
        active: entry.isActive,
        meaning: inWords(entry, facts),
        awards: standing(given.filter(({ rule }) => rule === entry.key)),
        problem: problemText(entry) || null,
      }))
      const { dim, red } = paint(world)
      if (options.json) world.out(asJson(rules))
      else if (rules.length === 0) world.out('There are no rules.\n')
      else
        world.out(
          columns(
            world,
            ['Rule', 'Name', 'Active', 'Awards', 'What it says'],
            rules.map(({ rule, name, active, awards, meaning, problem }) => [
              rule,
              name === rule ? dim('bonus job') : name,
              active ? 'yes' : dim('no'),
              String(awards),
              problem ? `${meaning}\n${red(`Not applied: ${problem}.`)}` : meaning,
            ]),
          ),
        )
      return Exit.done
    }),
  )
}

const standing = (given: Given[]) => given.reduce((sum, { awards, withdrawn }) => sum + awards - withdrawn, 0)

/** One rule in full. */
export async function showRule(world: World, options: CommonOptions, rule: string): Promise<ExitCode> {
  return withSchoolInForce(world, options, (school) =>
    looking(school, async (q, book) => {
      const entry = entryOf(book, rule)
      const { calendar } = school.config
      const today = await todayAt(school)
      const windows = entry.rule ? windowsOf(entry.rule, today, calendar) : []
      const periods = windows.map(({ from, to, isOver, text }) => ({ period: text, from, to, isOver }))
      const given = await givenAwards(q, entry.key)
      const told = {
        rule: entry.key,
        name: entry.name,
        active: entry.isActive,
        meaning: inWords(entry, book.facts),
        for: scopeWords(entry.scope, book.facts) || 'all pupils',
        problem: problemText(entry) || null,
        periods,
        awards: given.map(({ period_from: from, period_to: to, awards, withdrawn }) => ({
          from,
          to,
          awards,
          withdrawn,
        })),
      }
      if (options.json) {
        world.out(asJson(told))
        return Exit.done
      }
      const facts: [string, string | null][] = [
        ['Rule', told.rule],
        ['Name', told.name],
        ['Active', told.active ? 'yes' : 'no'],
        ['Says', told.meaning],
        ['For', told.for],
        ['Problem', told.problem],
      ]
      const lines = facts
        .filter(([, value]) => value)
        .map(([name, value]) => fact(world, name, value as string))
      lines.push(
        ...listed(
          world,
          'In view',
          periods.map(
            ({ period, from, to, isOver }) =>
              `${period} (${from} to ${to}, ${isOver ? 'over' : 'under way'})`,
          ),
        ),
      )
      lines.push(
        ...listed(
          world,
          'Awards',
          told.awards.map((award) => awardsText(entry, award, school)),
        ),
      )
      world.out(`${lines.join('\n')}\n`)
      return Exit.done
    }),
  )
}

const fact = (world: World, name: string, value: string) => `${paint(world).dim(name.padEnd(8))} ${value}`

const listed = (world: World, name: string, values: string[]) =>
  (values.length > 0 ? values : ['none']).map((value, at) => fact(world, at === 0 ? name : '', value))

function awardsText(
  { text }: Entry,
  { from, to, awards, withdrawn }: { from: string; to: string; awards: number; withdrawn: number },
  { config }: School,
): string {
  const period = periodText(
    text.period as never,
    { from: Day.parse(from), to: Day.parse(to) },
    config.calendar,
  )
  return `${period}: ${awards}${withdrawn > 0 ? `, of which ${withdrawn} withdrawn` : ''}`
}

/** Who would be awarded, and why. */
export async function tryRule(
  world: World,
  options: CommonOptions & { on?: string },
  rule: string,
): Promise<ExitCode> {
  return withSchoolInForce(world, options, (school) =>
    looking(school, async (q, book) => {
      const entry = entryOf(book, rule)
      const day = options.on === undefined ? await todayAt(school) : dateOf('--on', options.on)
      if (!entry.rule) throw new UserError(`${titleOf(entry.key)} cannot be applied: ${problemText(entry)}.`)
      const seen = await rehearse(q, entry.rule, day, school.config.calendar)
      if (options.json) world.out(asJson({ rule: entry.key, on: day, ...seen }))
      else {
        const inactive = entry.isActive ? '' : ' It is not active.'
        world.out(`${titleOf(entry.key)} on ${dateText(day)}: ${inWords(entry, book.facts)}${inactive}\n`)
        world.out(rehearsalText(world, seen))
      }
      return Exit.done
    }),
  )
}

function rehearsalText(world: World, { awards, periods }: Rehearsal): string {
  const rows = awards.map(({ admissionNumber, counted, period, n }) => [
    admissionNumber,
    String(counted),
    period,
    n > 1 ? `award ${n}` : '',
  ])
  const table = rows.length > 0 ? columns(world, ['Pupil', 'Counted', 'Period', ''], rows) : ''
  const pupils = new Set(awards.map(({ pupil }) => pupil)).size
  const total = `It would give ${awards.length} ${awards.length === 1 ? 'award' : 'awards'}, to ${pupils} ${pupils === 1 ? 'pupil' : 'pupils'}.`
  const open = periods
    .filter(({ undecided }) => undecided > 0)
    .map(
      ({ period, undecided }) =>
        `Not decided yet for ${period}: ${undecided} ${undecided === 1 ? 'pupil' : 'pupils'}.`,
    )
  const none = periods.length === 0 ? ['No period of it is in view on that day.'] : []
  return `${table}${[total, ...open, ...none, paint(world).dim('Nothing was written.')].join('\n')}\n`
}

async function todayAt({ db, config }: School): Promise<Day> {
  return config.school.zone.dayAt(await db.now())
}
