import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..')

/** What stands between `<!-- name -->` and `<!-- /name -->`. With UPDATE=1 it is replaced by `actual`. */
export function expectShown(file: string, name: string, language: string, actual: string): void {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  const block = `<!-- ${name} -->\n\`\`\`${language}\n${actual.trimEnd()}\n\`\`\`\n<!-- /${name} -->`
  const shown = new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`).exec(text)?.[0]
  if (process.env.UPDATE)
    writeFileSync(
      path.join(ROOT, file),
      text.replace(shown ?? '', () => block),
    )
  else expect(timeless(shown ?? '')).toBe(timeless(block))
}

/** How long it took and how many bytes it made differ from machine to machine. */
export const timeless = (text: string) => text.replace(/\(\d+ MB, made in [\d.]+ \w+\)/, '(… MB, made in …)')
