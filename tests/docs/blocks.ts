import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.join(import.meta.dirname, '../..')

export const pages = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')),
].map((name) => (name === 'README.md' ? name : `docs/${name}`))

export const textOf = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8')

/** What stands on a page between two fences. */
export interface Block {
  /** Where its first line is, counted from 1. */
  at: number
  /** Of the fence; none is ''. */
  language: string
  /** Its lines, without what the fence itself is indented by. */
  lines: string[]
  /** The last line of text before it. */
  lead: string
}

const FENCE = /^( *)```(\w*)$/

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let open: (Block & { indent: number }) | undefined
  let lead = ''
  for (const [at, line] of textOf(page).split('\n').entries()) {
    const [fence, indent = '', language = ''] = FENCE.exec(line) ?? []
    if (open && fence !== undefined) open = undefined
    else if (open) open.lines.push(line.slice(open.indent))
    else if (fence !== undefined) {
      open = { at: at + 2, language, lines: [], lead, indent: indent.length }
      blocks.push(open)
    } else if (line.trim()) lead = line
  }
  return blocks
}

/** Whether a block is config that can be held to the program by itself, and no part of a file that stands before it. */
export const isWholeConfig = ({ language, lines }: Block) =>
  language === 'yaml' && !lines[0]!.startsWith(' ') && !lines.some((line) => line.startsWith('extends:'))

/** A command line, and what is shown below it. */
export interface Typed {
  line: string
  /** How the page writes it: with `$`, and perhaps in several lines. */
  written: string[]
  shows: string[]
}

/** Whether a block is a session at a terminal: what is typed stands behind `$`, and below it what that prints. */
export const isSession = ({ lines }: Block) => lines[0]?.startsWith('$ ') ?? false

/** Whether a block is nothing but commands to type. */
export const isCommands = (block: Block) =>
  !isSession(block) && typedIn(block).every(({ line }) => line.startsWith('pars-auto '))

/** What is typed in a block, and what comes of it. Without a `$` each line is typed. */
export function typedIn(block: Block): Typed[] {
  const typed: Typed[] = []
  let goesOn = false
  for (const line of block.lines) {
    const last = typed.at(-1)
    if (last && goesOn) {
      last.written.push(line)
      last.line += ` ${line.replace(/\\$/, '').trim()}`
    } else if (line.startsWith('$ ') || !isSession(block)) {
      typed.push({ line: line.replace(/^\$ |\s*\\$/g, ''), written: [line], shows: [] })
    } else {
      last!.shows.push(line)
      continue
    }
    goesOn = line.endsWith('\\')
  }
  return typed
}

/** The words of a line, as a shell would take them apart; without what is said about it behind. */
export const wordsOf = (line: string): string[] =>
  [...line.replace(/\s{2,}.*$|\s\|.*$|\s>.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain!,
  )
