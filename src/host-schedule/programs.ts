import path from 'node:path'
import { Exit, UserError } from '../exit.ts'
import { type Ended, run } from '../program.ts'

/** Longer than a busy server takes to list a few hundred tasks, ms. */
const PATIENCE = 60_000

/** Where the programs of the system are looked for, and what they find in their environment. */
export interface Programs {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
}

/**
 * A program of the system, as it is started. On Windows by its full path: the current folder, in which anybody may
 * have put another one of the same name, would be looked at first.
 */
export const systemProgram = (name: string, { env, platform }: Programs): string =>
  platform === 'win32' ? path.win32.join(env.SystemRoot ?? 'C:\\Windows', 'System32', `${name}.exe`) : name

/**
 * Runs a program of the system.
 * @throws UserError when it is not there, or does not end
 */
export async function ask(programs: Programs, name: string, args: string[], input?: Buffer): Promise<Ended> {
  const ended = await run(systemProgram(name, programs), args, PATIENCE, input, programs.env)
  if (ended === 'not installed') throw new UserError(`This computer has no ${name}.`)
  if (ended === 'silent') throw new UserError(`${name} does not answer.`)
  return ended
}

/** Whether the system has a program of that name. */
export const has = async (programs: Programs, name: string, ...harmless: string[]): Promise<boolean> =>
  (await run(systemProgram(name, programs), harmless, PATIENCE, undefined, programs.env)) !== 'not installed'

/** What a program said when it refused, in one line. */
export const said = ({ code, out, err }: Ended): string =>
  (err.trim() || out.trim()).replace(/\s*\r?\n\s*/g, ' ') || `it ended with ${code}`

/** @throws UserError when the system knows no such account: cron would pass over it without a word */
export async function insistOnAccount(programs: Programs, account: string): Promise<void> {
  if ((await ask(programs, 'id', ['-u', account])).code === 0) return
  throw new UserError(`This computer has no account ${account}.`, Exit.usage)
}
