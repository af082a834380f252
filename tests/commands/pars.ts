import { main } from '../../src/main.ts'
import type { World } from '../../src/world.ts'

/** Types a command line where there is no school, no terminal and nothing in the environment, but for what is given. */
export async function typed(args: string[], given: Partial<World> = {}) {
  const said = { out: '', err: '' }
  const code = await main(args, {
    env: {},
    cwd: '/nonexistent',
    colour: false,
    terminal: {},
    stop: new AbortController().signal,
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    ...given,
  })
  return { code, ...said }
}

export const pars = (...args: string[]) => typed(args)
