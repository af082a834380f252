import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Block,
  blocksOf,
  isCommands,
  isSession,
  isWholeConfig,
  pages,
  ROOT,
  textOf,
  typedIn,
} from './blocks.ts'
import type { Desk } from './desk.ts'
import type { Life } from './life.ts'
import { lives } from './lives/index.ts'

/** Made from the program's own declarations; tests/docs/examples.test.ts has their commands accepted. */
const isGenerated = (page: string) => /^Made from /m.test(textOf(page))

describe.each(pages.filter((page) => !isGenerated(page)))('%s', (page) => {
  const life: Life = lives[page] ?? {}
  const blocks = blocksOf(page)

  test('shows what the program does', async () => {
    const desk = await life.desk?.()
    const shown: { at: number; lines: string[] }[] = []
    const met = new Set<string>()
    const entry = <T>(kind: keyof Life, of: Record<string, T> | undefined, key: string): T | undefined => {
      if (of && key in of) met.add(`${kind}: ${key}`)
      return of?.[key]
    }
    for (const block of blocks) {
      const first = block.lines[0]!
      const known = Object.keys(life.others ?? {}).find((beginning) => first.startsWith(beginning))
      const other = known === undefined ? undefined : entry('others', life.others, known)
      if (typeof other === 'function') await other(block, desk!)
      else if (other && 'heldBy' in other)
        expect(readFileSync(path.join(ROOT, other.heldBy), 'utf8')).toContain(page)
      else if (other) expect(isSession(block)).toBe(false)
      else if (isSession(block) || (isCommands(block) && desk))
        shown.push({ at: block.at, lines: await lived(block, need(desk, page), life, entry) })
      else if (!isCommands(block) && !isWholeConfig(block))
        expect.fail(
          `${page}:${block.at}: nothing executes this example: give it an entry in tests/docs/lives`,
        )
    }
    if (process.env.UPDATE) rewrite(page, shown)
    const entries = Object.entries(life).flatMap(([kind, of]) =>
      typeof of === 'object' ? Object.keys(of).map((key) => `${kind}: ${key}`) : [],
    )
    expect(entries.filter((one) => !met.has(one))).toEqual([])
  }, 120_000)
})

function need(desk: Desk | undefined, page: string): Desk {
  return (
    desk ?? expect.fail(`${page} shows what commands print, and tests/docs/lives says of no school to try it`)
  )
}

type Entry = <T>(kind: keyof Life, of: Record<string, T> | undefined, key: string) => T | undefined

/** Types what a block says, and compares what it shows. @returns the block as the program would have it */
async function lived(block: Block, desk: Desk, life: Life, entry: Entry): Promise<string[]> {
  const lines: string[] = []
  for (const { line, written, shows } of typedIn(block)) {
    expect(line).toMatch(/^pars-auto /)
    lines.push(...written)
    const typed = line.replace(/\s{2,}.*$/, '')
    if (entry('untyped', life.untyped, typed)) {
      expect({ typed, shows }).toEqual({ typed, shows: [] })
      continue
    }
    await entry('before', life.before, typed)?.(desk)
    const { code, said } = await desk.type(entry('typedAs', life.typedAs, typed) ?? typed)
    const differs = entry('differs', life.differs, typed) ?? []
    expect({ typed, code, said }).toEqual({ typed, code: entry('ends', life.ends, typed) ?? 0, said })
    if (!isSession(block)) continue
    lines.push(...said.trimEnd().split('\n'))
    const alike = (text: string) =>
      differs.reduce((so, [what, word]) => so.replaceAll(what, word), text.trimEnd())
    if (!process.env.UPDATE)
      expect(`$ ${typed}\n${alike(shows.join('\n'))}`).toBe(`$ ${typed}\n${alike(said)}`)
  }
  return lines
}

/** With UPDATE=1 the page is given what the program printed. */
function rewrite(page: string, shown: { at: number; lines: string[] }[]): void {
  const lines = textOf(page).split('\n')
  for (const { at, lines: now } of shown.reverse()) {
    const indent = /^ */.exec(lines[at - 2]!)![0]
    const end = lines.findIndex((line, n) => n >= at - 1 && line.trim() === '```')
    lines.splice(at - 1, end - at + 1, ...now.map((line) => (line && indent + line).trimEnd()))
  }
  writeFileSync(path.join(ROOT, page), lines.join('\n'))
}
