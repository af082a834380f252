import type { World } from '../world.ts'

/** Options that most commands have. */
export interface CommonOptions {
  config?: string
  json?: boolean
}

export const DEFAULT_CONFIG = 'automation.config.yaml'

/** The config that a command works on: the flag, the environment, or the file in this folder. */
export const configFile = (options: CommonOptions, world: World): string =>
  options.config ?? world.env.PARS_AUTO_CONFIG ?? DEFAULT_CONFIG
