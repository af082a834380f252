import type { Verdict } from '../outbox/channel.ts'

const MEANINGS: Record<string, string> = {
  EACCES: 'the account that runs pars-auto may not write there',
  EPERM: 'the account that runs pars-auto may not write there',
  EROFS: 'it can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the account that runs pars-auto has used up its share of the disk',
  EFBIG: 'the file is larger than it takes',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
}

/** The fault is the name's, and lasts. */
const NAME = ['ENAMETOOLONG', 'EILSEQ']

/**
 * A folder that cannot be written now says nothing about others: each item is tried again by itself, and what goes
 * elsewhere goes on.
 */
export function verdictOnWriting({ code = 'no code' }: NodeJS.ErrnoException): Verdict {
  if (NAME.includes(code))
    return { kind: 'refused', reason: `The folder takes no file of its name (${code}).` }
  const meaning = MEANINGS[code] ?? 'it cannot be reached; is its server there?'
  return { kind: 'later', reason: `The folder cannot be written: ${meaning} (${code}).` }
}
