import { main } from '../../src/main.ts'

/** Types a command line where there is no school, no terminal and nothing in the environment. */
export async function pars(...args: string[]): Promise<{ code: number; out: string; err: string }> {
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
  })
  return { code, ...said }
}
