import { type ExitCode, UserError } from '../exit.ts'

const WORDS: Record<string, string> = {
  EEXIST: 'a file of that name is in the way',
  ENOTDIR: 'a file of that name is in the way',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'that disk cannot be written to',
  ENOSPC: 'the disk is full',
}

/** Runs `work`; trouble with the place it writes to is told in words. */
export function at<T>(place: string, exit: ExitCode, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const words = WORDS[(error as { code?: string }).code ?? '']
    throw words ? new UserError(`${place} cannot be written: ${words}.`, exit) : error
  }
}
