import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { name, scripts, version } from '../../../package.json'
import type { Outcome } from '../../../src/runner/run.ts'
import type { SlotState } from '../../../src/runner/slot.ts'
import { type Block, ROOT, typedIn } from '../blocks.ts'
import type { Life } from '../life.ts'

const SLOTS: Record<SlotState, true> = {
  ...{ pending: true, running: true, done: true, skipped: true, missed: true, held: true },
}
const OUTCOMES: Record<Outcome, true> = {
  ...{ succeeded: true, partial: true, held: true, failed: true, 'timed-out': true, abandoned: true },
}

/** A drawing has each of the states, and its arrows lead to no other. */
export const has =
  (...known: string[]) =>
  ({ lines }: Block) => {
    const text = lines.join('\n')
    const led = [...text.matchAll(/[▶├/] ([a-z-]+)/g)].map(([, state]) => state!)
    expect(led.filter((state) => !known.includes(state))).toEqual([])
    expect(known.filter((state) => !new RegExp(`(^|\\s)${state}\\b`).test(text))).toEqual([])
  }

/** What npm runs here is there to be run, and of the version that the page names. */
const npm = ({ lines }: Block) => {
  for (const line of lines) {
    const [, script] = /^npm run (\S+)/.exec(line) ?? []
    if (script) expect(Object.keys(scripts)).toContain(script)
    for (const [tarball] of line.matchAll(/\S+\.tgz/g)) expect(tarball).toBe(`${name}-${version}.tgz`)
  }
}

/** `npm run executable -- linux-x64 win32-x64` */
const executables = (block: Block) => {
  npm(block)
  const makes = readFileSync(path.join(ROOT, 'executable.mjs'), 'utf8')
  for (const { line } of typedIn(block))
    for (const [system] of line.matchAll(/\w+-x64/g)) expect(makes).toContain(`'${system}':`)
}

const heldByReadmeTest = { heldBy: 'tests/readme.test.ts' } as const

export const boxes: Record<string, Life> = {
  'README.md': {
    others: {
      'npm run demo': npm,
      'npm cit': { notOurs: 'npm’s own' },
      'Riverside Academy (made up): ': heldByReadmeTest,
      'automation.config.yaml:97:9: error: ': heldByReadmeTest,
    },
  },
  'docs/how-it-runs-once.md': {
    others: {
      'slot:  (due) ─▶': has(...Object.keys({ ...SLOTS, ...OUTCOMES })),
    },
  },
  'docs/json.md': {
    others: Object.fromEntries(
      ['{', '[', 'LastRun = ', 'Share = ', 'Table = ', 'Report = '].map((beginning) => [
        beginning,
        { heldBy: 'tests/docs/json.test.ts' },
      ]),
    ),
  },
  'docs/install.md': {
    others: {
      [`npm install --global ${name}-${version}.tgz`]: npm,
      'npm run executable': executables,
      'npm ci': npm,
    },
  },
}
