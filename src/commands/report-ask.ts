import { z } from 'zod'
import { bare, choicesOf } from '../config/fields.ts'
import { JOB_ID } from '../config/job-schema.ts'
import { UserError } from '../exit.ts'
import type { FormatName } from '../reports/formats/index.ts'
import type { ReportDeclaration } from '../reports/kit.ts'
import { type ParameterFacts, parametersFrom, parametersOf } from '../reports/parameters.ts'
import { PERIODS } from '../reports/period.ts'
import { WEEKDAYS } from '../schedule/weekday.ts'
import type { World } from '../world.ts'
import { Ask, needed } from './ask.ts'
import { checkField, hasWay, type JobDraft, proposedId } from './report-job.ts'

type Ways = Pick<JobDraft, 'to' | 'otherwise' | 'attach' | 'print' | 'folder'>

/** Asks a person at a terminal. */
export class Questions {
  readonly #ask: Ask

  /** @param world with a terminal */
  constructor(world: Pick<World, 'terminal' | 'stop'>) {
    this.#ask = new Ask(world)
  }

  /** Whatever of a job is not said yet, with what is usual to choose. */
  async complete(draft: JobDraft, report: ReportDeclaration, taken: ReadonlySet<string>): Promise<JobDraft> {
    const cycle = draft.cycle ?? (await this.#cycle())
    const at =
      draft.at ?? (await this.#ask.list('At what time?', '07:30', (times) => checkField('at', times)))
    const ways = hasWay(draft) ? {} : await this.#ways()
    const period = draft.period ?? (await this.#period(report))
    const parameters = { ...draft.parameters }
    for (const one of parametersOf(report))
      if (parameters[one.name] === undefined) Object.assign(parameters, await this.#parameter(report, one))
    const selection = Object.keys(draft.selection).length > 0 ? draft.selection : await this.#pupils(report)
    const onlyIfRows = draft.onlyIfRows ?? (await this.#onlyIfRows())
    const id = draft.id ?? (await this.#id(proposedId(report, cycle, taken), taken))
    return {
      ...draft,
      ...ways,
      cycle,
      at,
      parameters,
      selection,
      onlyIfRows,
      id,
      ...(period ? { period } : {}),
    }
  }

  /** Shows something in a frame. */
  show(words: string, title: string): void {
    this.#ask.show(words, title)
  }

  agree(message: string): Promise<boolean> {
    return this.#ask.agree(message)
  }

  async #cycle(): Promise<string[]> {
    const chosen = await this.#ask.one('On which days is it to go out?', [
      ['mon', 'Every Monday'],
      ['fri', 'Every Friday'],
      ['weekdays', 'Monday to Friday'],
      ['every-day', 'Every day'],
      ['days', 'Other days of the week'],
    ])
    if (chosen !== 'days') return [chosen]
    return this.#ask.several(
      'Which days?',
      WEEKDAYS.map((day) => ({ value: day as string })),
      { required: true },
    )
  }

  async #ways(): Promise<Ways> {
    const options = [
      { value: 'mail', label: 'By mail' },
      { value: 'print', label: 'On paper' },
      { value: 'folder', label: 'As a file in a folder' },
    ]
    const ways = await this.#ask.several('How is it to go out?', options, {
      required: true,
      initialValues: ['mail'],
    })
    const made: Ways = {}
    if (ways.includes('mail')) {
      made.to = await this.#ask.list(
        'To whom? Addresses, or roles as in the staff table such as Deputy head',
        '',
      )
      if (made.to.some((one) => !one.includes('@'))) {
        const address = await this.#ask.text(
          'And while nobody has that role? An address; nothing: nobody gets it',
          '',
        )
        if (address) made.otherwise = address
      }
      made.attach = await this.#formats('Files to go with the mail, which shows the report itself', false)
    }
    if (ways.includes('print')) {
      const printer = await this.#ask.text('On which printer? Nothing: the usual one', '')
      made.print = printer ? { printer } : {}
    }
    if (ways.includes('folder')) {
      const path = await this.#ask.text('In which folder? Relative to that of the config', '', needed)
      made.folder = { path, format: await this.#formats('As what?', true) }
    }
    return made
  }

  async #formats(message: string, required: boolean): Promise<FormatName[]> {
    const options = [
      { value: 'pdf' as const, label: 'PDF' },
      { value: 'xlsx' as const, label: 'Excel' },
      { value: 'csv' as const, label: 'CSV' },
    ]
    return this.#ask.several<FormatName>(message, options, { required })
  }

  async #period({ period }: ReportDeclaration): Promise<string | undefined> {
    if (period === 'none') return undefined
    const names = Object.hasOwn(PERIODS, period) ? [] : [period]
    const options = [...names, ...Object.keys(PERIODS)].map((value) => ({
      value,
      hint: PERIODS[value as keyof typeof PERIODS] ?? 'as usual for this report',
    }))
    const chosen = await this.#ask.choice('Which days is it to cover, each time?', options, {
      initialValue: period,
      maxItems: 8,
    })
    return chosen === period ? undefined : chosen
  }

  /** Nothing where it stays as usual. */
  async #parameter(report: ReportDeclaration, one: ParameterFacts): Promise<Record<string, unknown>> {
    const { name, about, default: usual } = one
    const schema = bare(report.params.shape[name]! as z.ZodType)
    const choices = choicesOf(schema)
    let typed: string
    if (schema instanceof z.ZodBoolean)
      typed = String(await this.#ask.agree(`${name}: ${about}`, usual === true))
    else if (choices.length > 0)
      typed = await this.#ask.one(
        `${name}: ${about}`,
        choices.map((choice) => [choice, choice]),
        usual as string,
      )
    else
      typed = await this.#ask.text(`${name}: ${about}`, usual === undefined ? '' : String(usual), (text) => {
        if (text !== '') parametersFrom(report, [`${name}=${text}`])
      })
    return typed === '' || typed === String(usual) ? {} : parametersFrom(report, [`${name}=${typed}`])
  }

  async #pupils({ isNarrowed }: ReportDeclaration): Promise<JobDraft['selection']> {
    if (isNarrowed === false) return {}
    const kind = await this.#ask.one('About which pupils?', [
      ['all', 'All of them'],
      ['year', 'Year groups'],
      ['group', 'Registration groups'],
      ['class', 'Classes'],
      ['house', 'Houses'],
      ['specialGroup', 'Special groups'],
    ])
    return kind === 'all' ? {} : { [kind]: await this.#ask.list('Which? With commas in between', '') }
  }

  async #onlyIfRows(): Promise<boolean> {
    const chosen = await this.#ask.one('And when there is nothing to show?', [
      ['send', 'It goes out, and says so'],
      ['nothing', 'Nothing goes out'],
    ])
    return chosen === 'nothing'
  }

  #id(proposed: string, taken: ReadonlySet<string>): Promise<string> {
    return this.#ask.text('What is the job to be called?', proposed, (id) => {
      if (!JOB_ID.test(id)) throw new UserError('Small letters, digits and hyphens, such as monday-absences.')
      if (taken.has(id)) throw new UserError('There is a job of that name.')
    })
  }
}
