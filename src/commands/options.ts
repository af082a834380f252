import path from 'node:path'
import { isPattern } from '../../bin/idle.js'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { World } from '../world.ts'

/** Options that most commands have. */
export interface CommonOptions {
  config?: string
  json?: boolean
}

/** Of a command that works on one school, or on many at once. */
export interface ManyOptions extends Omit<CommonOptions, 'config'> {
  config?: string | string[]
}

export const DEFAULT_CONFIG = 'automation.config.yaml'

/** The config that a command works on: the flag, the environment, or the file in this folder. */
export const configFile = (options: CommonOptions, world: World): string =>
  options.config ?? world.env.PARS_AUTO_CONFIG ?? DEFAULT_CONFIG

/** The configs, or patterns of them, that stand for many schools; undefined where one is meant. */
function manyConfigs({ config }: ManyOptions, world: World): string[] | undefined {
  const given = [config ?? world.env.PARS_AUTO_CONFIG ?? DEFAULT_CONFIG].flat()
  const isMany = given.length > 1 || isPattern(path.resolve(world.cwd, given[0]!))
  return isMany ? given : undefined
}

/** What a command does for one school, or for many. */
export function ofMany<Options extends ManyOptions>(
  world: World,
  options: Options,
  one: (world: World, options: Options & CommonOptions) => Promise<ExitCode>,
  many: (given: string[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const given = manyConfigs(options, world)
  return given ? many(given) : one(world, options as Options & CommonOptions)
}

/** @throws UserError when `--count` is not a whole number from 1 */
export function countOf({ count }: { count: string }): number {
  const number = Number(count)
  if (Number.isInteger(number) && number >= 1) return number
  throw new UserError(`--count takes a whole number from 1; "${count}" is none.`, Exit.usage)
}

/** How this program is started from this folder, as a person types it. */
export function asTyped({ machine: { program }, cwd }: Pick<World, 'machine' | 'cwd'>): string {
  const file = path.relative(cwd, program.at(-1)!)
  const isHere = !file.startsWith('..') && !path.isAbsolute(file) && !file.includes('node_modules')
  if (!isHere) return 'pars-auto'
  return program.length === 1 ? `.${path.sep}${file}` : `node ${file}`
}

/**
 * A row's number on the command line.
 * @throws UserError when it is none
 */
export function numberOf<Text extends string | undefined>(
  what: string,
  text: Text,
): Text extends string ? number : number | undefined {
  if (text === undefined || /^\d{1,15}$/.test(text)) return (text && Number(text)) as never
  throw new UserError(`${what} is given by its number; "${text}" is none.`, Exit.usage)
}
