import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where something that comes with the package lies, such as `templates/layout.hbs`: above the bundle in `dist`, or
 * above `src`.
 */
export function shipped(file: string): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, file))) {
    const parent = path.dirname(folder)
    if (parent === folder) throw new Error(`${file}, which comes with pars-auto, is missing`)
    folder = parent
  }
  return path.join(folder, file)
}
