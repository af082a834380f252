import path from 'node:path'
import { isPattern } from '../../bin/idle.js'
import { Exit, UserError } from '../exit.ts'
import { expand } from './expand.ts'

/** One of many schools, as the command line names them. */
export interface SchoolFile {
  /** What its lines begin with: the name of its config, without the ending. */
  name: string
  /** Absolute path of its config. */
  file: string
}

/**
 * The schools that configs and patterns of configs stand for, each one once.
 * @returns also the patterns that stand for none, where others do
 * @throws UserError when there is none at all
 */
export function schoolsAt(given: string[], cwd: string): { schools: SchoolFile[]; without: string[] } {
  const found = given.map((one) => (isPattern(one) ? expand(one, cwd) : [path.resolve(cwd, one)]))
  const files = [...new Set(found.flat())]
  const without = given.filter((_one, at) => found[at]!.length === 0)
  if (files.length === 0)
    throw new UserError(
      `No file matches ${without.join(', ')}; relative paths start from ${cwd}. Nothing was done.`,
      Exit.usage,
    )
  return { schools: named(files, cwd), without }
}

/** Where two files are called the same, as they are when each school has a folder, all go by their paths. */
function named(files: string[], cwd: string): SchoolFile[] {
  const short = files.map((file) => path.basename(file).replace(/\.ya?ml$/i, ''))
  const isClear = new Set(short).size === short.length
  return files.map((file, at) => ({ name: isClear ? short[at]! : path.relative(cwd, file), file }))
}
