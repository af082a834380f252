import { awardsOf, reviewAwards, type Unearned } from '../behaviour/review.ts'
import { unknownAwards, type Withdrawn, withdraw } from '../behaviour/withdraw.ts'
import type { Session } from '../db/database.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { queriesOn } from '../jobs/queries.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { iso, type School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, columns } from './display.ts'
import type { CommonOptions } from './options.ts'
import { entryOf, looking, readBook } from './rules-book.ts'
import { withSchoolInForce } from './school.ts'

/** Awards whose condition no longer holds. */
export async function reviewRules(
  world: World,
  options: CommonOptions,
  rule: string | undefined,
): Promise<ExitCode> {
  return withSchoolInForce(world, options, (school) =>
    looking(school, async (q, book) => {
      if (rule !== undefined) entryOf(book, rule)
      const { unearned, unjudged } = await reviewAwards(q, book.entries, school.config.calendar, rule)
      if (options.json)
        world.out(asJson({ unearned: unearned.map(({ id, ...rest }) => ({ award: id, ...rest })), unjudged }))
      else {
        if (unearned.length > 0) world.out(table(world, unearned))
        for (const { rule: key, why } of unjudged)
          world.out(
            `Awards of rule ${key} cannot be judged: ${why === 'gone' ? 'it is gone' : 'something is wrong with it'}.\n`,
          )
        world.out(
          unearned.length > 0
            ? 'To remove their incidents: pars-auto rules withdraw AWARD …, or --all-unearned\n'
            : 'Every award that can be judged is still earned.\n',
        )
      }
      return Exit.done
    }),
  )
}

const reasons = {
  count: '',
  attendance: 'attended less than half',
  roll: 'was not on roll throughout',
}

const table = (world: World, unearned: Unearned[]) =>
  columns(
    world,
    ['Award', 'Rule', 'Pupil', 'Period', 'Then', 'Now', ''],
    unearned.map(({ id, rule, admissionNumber, periodFrom, periodTo, n, countedThen, countedNow, why }) => [
      String(id),
      rule,
      admissionNumber,
      `${periodFrom} to ${periodTo}`,
      String(countedThen),
      String(countedNow),
      [n > 1 ? `award ${n}` : '', reasons[why]].filter(Boolean).join(', '),
    ]),
  )

interface WithdrawOptions extends CommonOptions {
  rule?: string
  allUnearned?: boolean
}

/** Removes the incidents of awards, once and for good. */
export async function withdrawAwards(
  world: World,
  options: WithdrawOptions,
  given: string[],
): Promise<ExitCode> {
  if (given.length > 0 && (options.rule !== undefined || options.allUnearned))
    throw new UserError('Name the awards, or say --rule or --all-unearned; not both.', Exit.usage)
  if (given.length === 0 && options.rule === undefined && !options.allUnearned)
    throw new UserError(
      'Which awards? Name them, or say --rule RULE or --all-unearned. See: pars-auto rules review',
      Exit.usage,
    )
  return withSchoolInForce(world, options, async (school) => {
    const now = await school.db.now()
    const { person } = school.host
    const done = await school.db.transaction(async (session) => {
      const ids = await chosen(school, session, options, given)
      const withdrawn = await withdraw(session, ids, person, iso(now))
      if (withdrawn.awards.length > 0) {
        const list = withdrawn.awards.join(', ')
        await note(
          session,
          'withdrawn',
          `${person} withdrew ${awardsText(withdrawn.awards.length)}: ${list}.`,
          now,
        )
        await audit(
          session,
          school,
          'rules withdraw',
          `Awards ${list}; incidents removed: ${withdrawn.incidents}.`,
          now,
        )
      }
      return withdrawn
    })
    world.out(withdrawnText(done))
    return Exit.done
  })
}

async function chosen(
  school: School,
  session: Session,
  { rule, allUnearned }: WithdrawOptions,
  given: string[],
): Promise<number[]> {
  const q = queriesOn(session, school.config.school)
  if (allUnearned) {
    const book = await readBook(school, q)
    if (rule !== undefined) entryOf(book, rule)
    const { unearned } = await reviewAwards(q, book.entries, school.config.calendar, rule)
    return unearned.map(({ id }) => id)
  }
  if (rule !== undefined) {
    const ids = await awardsOf(q, rule)
    // The awards of a rule that is gone can still be withdrawn.
    if (ids.length === 0) entryOf(await readBook(school, q), rule)
    return ids
  }
  const wrong = given.filter((id) => !/^[1-9]\d{0,14}$/.test(id))
  const ids = [...new Set(given.filter((id) => !wrong.includes(id)).map(Number))]
  wrong.push(...(await unknownAwards(session, ids)).map(String))
  if (wrong.length === 0) return ids
  throw new UserError(
    `There is no award ${wrong.join(', ')}. Nothing was withdrawn. See: pars-auto rules review`,
    Exit.usage,
  )
}

const awardsText = (count: number) => `${count} ${count === 1 ? 'award' : 'awards'}`

function withdrawnText({ awards, incidents, before, detentions }: Withdrawn): string {
  const lines = [
    ...(awards.length > 0
      ? [`Withdrew ${awardsText(awards.length)}; incidents removed: ${incidents}.`]
      : ['Nothing to withdraw.']),
    ...(before.length > 0 ? [`Withdrawn before: ${before.join(', ')}.`] : []),
    ...(detentions > 0
      ? [`Pupils with a detention for one of them: ${detentions}. The detentions stay: cancel them in PARS.`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}
