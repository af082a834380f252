import { type Dirent, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * The files that a pattern stands for, in the order of their names: `*` and `?` within a name, `**` for folders in any
 * depth. Task Scheduler starts programs without a shell that would do that. What begins with a dot is never meant.
 * @param folder where a relative pattern starts
 */
export function expand(pattern: string, folder: string): string[] {
  const whole = path.resolve(folder, pattern)
  const { root } = path.parse(whole)
  const steps = whole.slice(root.length).split(path.sep)
  return [...new Set(below(root, steps))].sort()
}

function below(folder: string, [step, ...rest]: string[]): string[] {
  if (step === undefined) return []
  if (step === '**') return [folder, ...foldersBelow(folder)].flatMap((one) => below(one, rest))
  if (!/[*?]/.test(step)) {
    const next = path.join(folder, step)
    return rest.length > 0 ? below(next, rest) : isFile(next) ? [next] : []
  }
  const fits = nameLike(step)
  return entries(folder)
    .filter(({ name }) => !name.startsWith('.') && fits.test(name))
    .map(({ name }) => path.join(folder, name))
    .flatMap((next) => (rest.length > 0 ? below(next, rest) : isFile(next) ? [next] : []))
}

const foldersBelow = (folder: string): string[] =>
  entries(folder)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => [path.join(folder, name), ...foldersBelow(path.join(folder, name))])

/** Windows does not tell capitals from small letters. */
function nameLike(step: string): RegExp {
  const text = step
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${text}$`, process.platform === 'win32' ? 'iu' : 'u')
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile()
  } catch {
    return false
  }
}
