import path from 'node:path'
import { type ExitCode, worst } from '../exit.ts'
import { askEach } from '../many/ask.ts'
import { codesOf, type Overview, overviewOf } from '../many/overview.ts'
import { Zone } from '../schedule/zone.ts'
import type { World } from '../world.ts'
import { asJson, columns, onOneLine, paint, when, wrapped } from './display.ts'
import { list } from './list.ts'

/** Many schools: a line each, and then what needs somebody. */
export async function listMany(world: World, given: string[], json?: boolean): Promise<ExitCode> {
  if (json) {
    const told = await askEach<unknown[]>(world, given, list)
    world.out(
      asJson(
        told.map(({ name, file, said, trouble }) => ({
          school: name,
          config: file,
          jobs: said ?? null,
          trouble: trouble ?? null,
        })),
      ),
    )
    return worst(codesOf(told))
  }
  const schools = await overviewOf(world, given)
  world.out(
    columns(
      world,
      ['School', 'Jobs', 'Last run', 'Next run', 'Needs you'],
      schools.map((one) => rowOf(world, one)),
    ),
  )
  world.out(needsText(world, schools))
  return worst(codesOf(schools))
}

/** Of times in a table of many schools: those of England, where most are. */
const zone = new Zone('Europe/London')

function rowOf(world: World, { name, jobs, last, next, troubles }: Overview): string[] {
  const { green, red, yellow, dim } = paint(world)
  const colours: Record<string, typeof red> = {
    succeeded: green,
    running: yellow,
    held: yellow,
    partial: yellow,
  }
  if (jobs === undefined) return [name, '', '', '', red('no answer')]
  return [
    name,
    String(jobs),
    last ? `${when(zone, last.startedAt)} ${(colours[last.state] ?? red)(last.state)}` : dim('never'),
    next ? when(zone, next.at) : dim('none'),
    troubles.length > 0 ? red(String(troubles.length)) : dim('-'),
  ]
}

/** What needs somebody, by school. */
export function needsText(world: World, schools: Overview[]): string {
  const { bold, dim } = paint(world)
  const needy = schools.filter(({ troubles }) => troubles.length > 0)
  if (needy.length === 0)
    return `\nNothing needs anybody at ${schools.length === 1 ? 'this school' : `these ${schools.length} schools`}.\n`
  const width = Math.max(world.columns, 40) - 2
  const blocks = needy.map(({ name, troubles }) =>
    [
      bold(name),
      ...troubles.flatMap(({ job, what, todo }) => [
        ...linesOf(job ? `${job}: ${what}` : what, width).map((line) => `  ${line}`),
        ...(todo[0] ? [`  ${dim(relative(todo[0], world))}`] : []),
      ]),
    ].join('\n'),
  )
  return `\n${blocks.join('\n\n')}\n`
}

/** An excerpt of a config keeps its lines. */
const linesOf = (text: string, width: number) =>
  text.includes('\n') ? text.split('\n') : wrapped(onOneLine(text), width)

const relative = (command: string, { cwd }: World) =>
  command.replace(/\S+$/, (file) => {
    const short = path.relative(cwd, file)
    return short.startsWith('..') ? file : short
  })
