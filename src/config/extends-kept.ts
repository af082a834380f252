import type { Config } from './config.ts'
import { partAt, partsOf, type Whole, withShared } from './extends.ts'
import { decode, type ReadFile } from './read.ts'
import { Source } from './source.ts'
import { readYaml } from './yaml.ts'

/** Reads the shared files of a text that was kept, which has them in itself. */
export const readerOf =
  (shared: Map<string, string>) =>
  (file: string): ReadFile =>
    decode(Buffer.from(shared.get(file) ?? ''))

/** What a config was made of, as its text says it. */
export function wholeOf({ text, file }: Pick<Config, 'text' | 'file'>): Whole | undefined {
  const { own, shared } = partsOf(text, file)
  const source = new Source(own)
  const { root } = readYaml(source)
  return root?.kind === 'map' ? withShared({ file, source, from: 0, root }, readerOf(shared)) : undefined
}

/** The file and the line, from 1, on which an offset of the whole lies. */
export function lineIn({ parts }: Whole, offset: number): { file: string; line: number } {
  const { file, source, from } = partAt(parts, offset)
  return { file, line: source.lineAt(offset - from) }
}
