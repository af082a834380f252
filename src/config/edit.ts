import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { Path } from './problem.ts'
import { decode } from './read.ts'
import { Source } from './source.ts'
import { at } from './tree.ts'
import { readYaml } from './yaml.ts'

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * The text of a config with one of its values, which must be there and be a single word or number, replaced.
 * Every other character stays as it is, comments included. Undefined when there is no such value.
 */
export function withScalar(text: string, path: Path, value: string): string | undefined {
  const found = at(readYaml(new Source(text)).root, path)
  if (found?.kind !== 'scalar') return undefined
  return text.slice(0, found.span.from) + value + text.slice(found.span.to)
}

/** The text of a config file, without its byte order mark. */
export const textOf = (file: string): string => decode(readFileSync(file)).text

/**
 * Replaces the text of a config file in one step: nobody ever reads half of it. Mode and byte order mark stay, and
 * so does a link to the file: what it leads to is replaced.
 */
export function replaceText(link: string, text: string): void {
  const file = realpathSync(link)
  const mark = readFileSync(file, 'utf8').startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : ''
  const next = `${file}.new`
  writeFileSync(next, mark + text, { mode: statSync(file).mode })
  renameSync(next, file)
}
