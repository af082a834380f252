/** What the process says when it ends. Documented in README.md; scripts and Task Scheduler read it. */
export const Exit = {
  done: 0,
  failed: 1,
  usage: 2,
  configInvalid: 3,
  partial: 4,
  alreadyRunning: 5,
  databaseUnreachable: 6,
  timedOut: 7,
  held: 8,
  notPermitted: 9,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof Exit)[keyof typeof Exit]

/** Which code a tick ends with when several things happened to its jobs, or to its schools. */
const worstFirst: ExitCode[] = [
  Exit.configInvalid,
  Exit.databaseUnreachable,
  Exit.notPermitted,
  Exit.failed,
  Exit.timedOut,
  Exit.partial,
  Exit.held,
]

export function worst(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes)
  return worstFirst.find((code) => seen.has(code)) ?? Exit.done
}

/** Advice for the person at the terminal: printed without a stack. Anything else that is thrown is our fault. */
export class UserError extends Error {
  override name = 'UserError'
  readonly exit: ExitCode

  constructor(message: string, exit: ExitCode = Exit.failed) {
    super(message)
    this.exit = exit
  }
}

/** What is said of an error that is no advice. */
export const mistake = (error: unknown): string =>
  `This is a mistake in pars-auto, not yours:\n${(error as Error).stack ?? error}\n`
