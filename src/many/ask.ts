import type { CommonOptions } from '../commands/options.ts'
import type { ExitCode } from '../exit.ts'
import { explain } from '../explain.ts'
import { Log } from '../log/log.ts'
import type { World } from '../world.ts'
import { Bounded } from './bounded.ts'
import { type SchoolFile, schoolsAt } from './schools.ts'

/** What a school said when it was asked. */
export interface Told<T> extends SchoolFile {
  code: ExitCode
  /** Absent when it could not say it. */
  said?: T
  /** Why not; or that it goes by the last config that was valid. */
  trouble?: string
}

/** Connections at once. A server that is slow is not waited for by other schools for long. */
const BOUNDS = { atOnce: 8, patience: 3000, atMost: 40 }

/**
 * Asks each school what a command says of it as JSON. One that cannot say it keeps no other from it.
 * @param given configs, or patterns of configs
 * @throws UserError when there is no school
 */
export async function askEach<T>(
  world: World,
  given: string[],
  ask: (world: World, options: CommonOptions & { json: true }) => Promise<ExitCode>,
): Promise<Told<T>[]> {
  const { schools, without } = schoolsAt(given, world.cwd)
  for (const pattern of without) world.err(`No file matches ${pattern}.\n`)
  const connections = new Bounded(BOUNDS)
  return Promise.all(schools.map((school) => connections.run(() => askOne<T>(world, school, ask))))
}

async function askOne<T>(
  world: World,
  school: SchoolFile,
  ask: (world: World, options: CommonOptions & { json: true }) => Promise<ExitCode>,
): Promise<Told<T>> {
  let [out, err] = ['', '']
  const here: World = {
    ...world,
    colour: false,
    // Each school has its own, and they are asked at the same time.
    log: new Log(world.host, (text) => {
      err += text
    }),
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  }
  let code: ExitCode
  try {
    code = await ask(here, { config: school.file, json: true })
  } catch (error) {
    code = explain(error, here)
  }
  const trouble = err.trimEnd()
  return { ...school, code, ...(out ? { said: JSON.parse(out) as T } : {}), ...(trouble ? { trouble } : {}) }
}
