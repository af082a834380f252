import { randomUUID } from 'node:crypto'
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../exit.ts'
import type { World } from '../world.ts'

/**
 * Writes a page to the file that a person named, or to standard output for `-`. A file is there as a whole or stays as
 * it was: a browser that looks at it again and again, and the web server of a school, never see half of it.
 * @throws UserError when it cannot be written
 */
export function givePage(world: World, file: string, text: string, howToOpen: string): void {
  if (file === '-') {
    world.out(text)
    return
  }
  const target = path.resolve(world.cwd, file)
  try {
    replaceWhole(target, text)
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`)
  }
  world.out(`Written to ${file}: ${howToOpen}\n`)
}

function replaceWhole(target: string, text: string): void {
  const found = statSync(target, { throwIfNoEntry: false })
  // A pipe or a device is no file that another one could take the place of.
  if (found && !found.isFile()) {
    writeFileSync(target, text)
    return
  }
  const file = found ? realpathSync(target) : target
  const draft = path.join(path.dirname(file), `.pars-auto-${randomUUID()}.part`)
  try {
    writeFileSync(draft, text, found ? { mode: found.mode } : {})
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
