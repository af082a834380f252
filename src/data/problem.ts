/** Something wrong with the files. Says nothing about a person: the line leads there. */
export interface Problem {
  file: string
  /** Line of the file, from 1; none where the whole file is meant. */
  line?: number
  column?: string
  message: string
}

/** Collects problems: counts all, keeps as many as will be shown. */
export class Problems {
  readonly shown: Problem[] = []
  count = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  add(problem: Problem): void {
    this.count += 1
    if (this.shown.length < this.#limit) this.shown.push(problem)
  }
}

export const problemText = ({ file, line, column, message }: Problem): string =>
  [`${file}${line ? `:${line}` : ''}`, ...(column ? [column] : []), message].join(': ')
