import {
  type CANCEL_SYMBOL,
  confirm,
  isCancel,
  multiselect,
  note,
  type Option,
  password,
  select,
  text,
} from '@clack/prompts'
import { Exit, UserError } from '../exit.ts'
import type { World } from '../world.ts'

/** Says what is wrong with an answer, by a UserError. */
type Check = (typed: string) => void

/** Asks a person at a terminal. Esc and Ctrl+C end any question with a UserError that says that nothing was changed. */
export class Ask {
  readonly #world: Pick<World, 'terminal' | 'stop'>

  /** @param world with a terminal */
  constructor(world: Pick<World, 'terminal' | 'stop'>) {
    this.#world = world
  }

  /** Where to ask. A signal for each question, because each goes on listening to its own. */
  get #common() {
    const { terminal, stop } = this.#world
    return { input: terminal.input!, output: terminal.output!, signal: AbortSignal.any([stop]) }
  }

  /** Shows something in a frame. */
  show(words: string, title: string): void {
    note(words, title, { ...this.#common, format: (line) => line })
  }

  async agree(message: string, initialValue = true): Promise<boolean> {
    return answered(await confirm({ ...this.#common, message, initialValue }))
  }

  /** One of several, each with what it is called. */
  one(message: string, options: [string, string][], initialValue?: string): Promise<string> {
    const all = options.map(([value, label]) => ({ value, label }))
    return this.choice(message, all, initialValue ? { initialValue } : {})
  }

  async choice(
    message: string,
    options: Option<string>[],
    given: { initialValue?: string; maxItems?: number } = {},
  ): Promise<string> {
    return answered(await select<string>({ ...this.#common, message, options, ...given }))
  }

  async several<Value extends string>(
    message: string,
    options: Option<Value>[],
    given: { required: boolean; initialValues?: Value[] },
  ): Promise<Value[]> {
    return answered(await multiselect<Value>({ ...this.#common, message, options, ...given }))
  }

  /** Some words with commas in between; at least one. */
  async list(
    message: string,
    initialValue: string,
    check: (items: string[]) => void = () => {},
  ): Promise<string[]> {
    return listed(
      await this.text(message, initialValue, (typed) => {
        needed(typed)
        check(listed(typed))
      }),
    )
  }

  /** @param check throws a UserError for what cannot be: it is shown, and the question stays */
  async text(message: string, initialValue: string, check: Check = () => {}): Promise<string> {
    const typed = await text({ ...this.#common, message, initialValue, validate: complaint(check) })
    return (answered(typed) ?? '').trim()
  }

  /** What nobody else in the room should read. Empty: nothing was said. */
  async secret(message: string, check: Check = () => {}): Promise<string> {
    return answered(await password({ ...this.#common, message, validate: complaint(check) })) ?? ''
  }
}

/** @throws UserError where there is nothing */
export function needed(typed: string): void {
  if (typed.trim() === '') throw new UserError('Something has to be here.')
}

/** What stands between the commas. */
const listed = (typed: string): string[] =>
  typed
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const complaint =
  (check: Check) =>
  (typed = ''): string | undefined => {
    try {
      check(typed.trim())
    } catch (error) {
      if (error instanceof UserError) return error.message
      throw error
    }
    return undefined
  }

/** @throws UserError when somebody pressed Esc or Ctrl+C */
function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new UserError('Nothing was changed.', Exit.interrupted)
  return answer
}
