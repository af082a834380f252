import path from 'node:path'
import { Exit, type ExitCode, worst } from '../exit.ts'
import { type Standing, standingOf } from '../many/standing.ts'
import { Zone } from '../schedule/zone.ts'
import type { World } from '../world.ts'
import { asJson, columns, onOneLine, paint, when } from './display.ts'

/** What is wrong is cut after so many characters: a line a school. */
const WIDTH = 60

/** Many schools: a line each. The exit code is that of the one that needs somebody most. */
export async function statusMany(world: World, given: string[], json?: boolean): Promise<ExitCode> {
  const schools = await standingOf(world, given)
  const code = worst(schools.map((one) => one.code))
  if (json) {
    world.out(asJson(schools.map(jsonOf)))
    return code
  }
  world.out(
    columns(
      world,
      ['School', 'State', 'Last tick', 'What to do'],
      schools.map((one) => rowOf(world, one)),
    ),
  )
  const needy = schools.filter((one) => one.code !== Exit.done).length
  const all = schools.length === 1 ? 'The one school is well' : `All ${schools.length} schools are well`
  world.out(`\n${needy === 0 ? all : `${needy} of ${schools.length} schools need somebody`}.\n`)
  return code
}

/** docs/status.md describes it. */
const jsonOf = ({ name, file, code, wrong, lastTick, status }: Standing) => ({
  school: name,
  config: file,
  ok: code === Exit.done,
  exit: code,
  lastTick,
  wrong,
  status,
})

/** Of times in a table of many schools: those of England, where most are. */
const zone = new Zone('Europe/London')

function rowOf(world: World, { name, file, code, wrong, lastTick }: Standing): string[] {
  const { green, yellow, red, dim } = paint(world)
  const tick = lastTick ? when(zone, lastTick) : dim('none known')
  const [first, ...others] = wrong
  if (code === Exit.done || !first) return [name, green('OK'), tick, dim('-')]
  const colour = code === Exit.held || code === Exit.partial ? yellow : red
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  const here = path.relative(world.cwd, file)
  const short = here.startsWith('..') ? file : here
  const todo = others.length > 0 ? `pars-auto status --config ${file}` : first.todo
  return [name, colour(cut(first.what, WIDTH - more.length) + more), tick, todo.replace(file, short)]
}

/** Its first line, so that it fits. */
function cut(text: string, width: number): string {
  const line = onOneLine(text.split('\n', 1)[0]!)
  return line.length > width ? `${line.slice(0, width - 1).trimEnd()}…` : line
}
