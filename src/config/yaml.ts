import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isSeq,
  type Node,
  Parser,
  type Scalar,
  YAMLParseError,
} from 'yaml'
import { piecesOf, TooMuch } from './depth.ts'
import type { Finding } from './problem.ts'
import { quote } from './quote.ts'
import type { Source, Span } from './source.ts'
import { explainSyntax } from './syntax.ts'
import type { Entry, Located, LocatedMap } from './tree.ts'

/** More values than any config has: aliases can stand for aliases, and a short file for millions. */
const MOST_VALUES = 50_000

/** Reads YAML 1.2 into values that know their places. Syntax errors leave no `root`; other findings do. */
export function readYaml(source: Source): { root?: Located; findings: Finding[] } {
  let document: Document
  try {
    document = composed(source.text)
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    return { findings: [wrong(error.message, { from: error.at, to: error.at + 1 })] }
  }
  const syntax = explainSyntax(document, source)
  if (syntax.length > 0) return { findings: syntax }
  const reader = new Reader(source)
  const root = document.contents ? reader.read(document.contents) : undefined
  if (reader.tooMany) return { findings: [wrong(`the file stands for more than ${MOST_VALUES} values`)] }
  return { root, findings: reader.findings }
}

/**
 * The library's own `parseDocument`, but for what it would choke on.
 * @throws TooMuch
 */
function composed(text: string): Document {
  // A carriage return alone ends a line in YAML, but not for the library. The offsets stay what they are.
  const lines = text.replace(/\r(?!\n)/g, '\n')
  const composer = new Composer({
    schema: 'core',
    stringKeys: true,
    resolveKnownTags: false,
    // The library compares each key with each other one.
    uniqueKeys: false,
  })
  const [document, second] = composer.compose(parsed(lines), true, lines.length)
  if (second) {
    const [from, to] = second.range
    document!.errors.push(new YAMLParseError([from, to], 'MULTIPLE_DOCS', 'a second document'))
  }
  return document!
}

function* parsed(text: string) {
  const parser = new Parser()
  for (const piece of piecesOf(text)) yield* parser.next(piece)
  yield* parser.end()
}

function wrong(message: string, span?: Span, hint?: string): Finding {
  return { rule: 'syntax', severity: 'error', message, hint, path: [], span }
}

class Reader {
  readonly findings: Finding[] = []
  readonly #source: Source
  readonly #anchors = new Map<string, Node>()
  // An aliased value is read once: what it stands for is shared, and never copied out.
  readonly #read = new Map<Node, { located: Located; size: number }>()
  readonly #reading = new Set<Node>()
  #size = 0

  constructor(source: Source) {
    this.#source = source
  }

  get tooMany(): boolean {
    return this.#size > MOST_VALUES
  }

  read(node: Node): Located {
    const known = this.#read.get(node)
    this.#size += known?.size ?? 1
    if (known) return known.located
    const before = this.#size
    // An alias means the last node before it that has the name.
    if (!isAlias(node) && node.anchor) this.#anchors.set(node.anchor, node)
    this.#reading.add(node)
    const located = this.#locate(node)
    this.#reading.delete(node)
    this.#read.set(node, { located, size: this.#size - before + 1 })
    return located
  }

  #locate(node: Node): Located {
    const span = spanOf(node)
    if (isAlias(node)) return this.#resolve(node, span)
    if (isSeq(node)) return { kind: 'list', span, items: node.items.map((item) => this.read(item as Node)) }
    if (isMap(node)) return this.#map(node, span)
    const { value } = node as Scalar
    const raw = this.#source.text.slice(span.from, span.to)
    return { kind: 'scalar', span, raw, value: value as string | number | boolean | null }
  }

  #resolve(alias: Alias, span: Span): Located {
    const target = this.#anchors.get(alias.source)
    if (target && !this.#reading.has(target)) return this.read(target)
    const problem = target ? 'contains itself' : 'stands for nothing'
    const hint = target
      ? undefined
      : `an * at the start of a value means a named part of the file (&${alias.source}): put the value in quotes if it is a text`
    this.findings.push(wrong(`${quote(`*${alias.source}`)} ${problem}`, span, hint))
    return { kind: 'scalar', span, raw: `*${alias.source}`, value: null }
  }

  #map(node: Node & { items: { key: unknown; value: unknown }[] }, span: Span): LocatedMap {
    const entries = new Map<string, Entry>()
    const merged: Located[] = []
    for (const { key, value } of node.items) {
      const name = String((key as Scalar).value)
      const located = value ? this.read(value as Node) : empty(spanOf(key as Node))
      if (name === '<<' && (key as Scalar).type === 'PLAIN') merged.push(located)
      else if (entries.has(name)) this.#twice(name, spanOf(key as Node), entries.get(name)!)
      else entries.set(name, { key: spanOf(key as Node), value: located })
    }
    for (const source of merged.flatMap((one) => (one.kind === 'list' ? one.items : [one]))) {
      if (source.kind !== 'map')
        this.findings.push(wrong('<< takes in a group of keys, named with *', source.span))
      else for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry)
    }
    return { kind: 'map', span, entries }
  }

  #twice(name: string, span: Span, first: Entry) {
    const line = this.#source.lineAt(first.key.from)
    const message = `${quote(name)} is here for the second time; the first is in line ${line}`
    this.findings.push({
      rule: 'duplicate-key',
      severity: 'error',
      message,
      hint: 'keep one of the two',
      path: [],
      span,
    })
  }
}

function empty(after: Span): Located {
  return { kind: 'scalar', span: { from: after.to, to: after.to }, raw: '', value: null }
}

function spanOf(node: Node): Span {
  const [from, to] = node.range ?? [0, 0]
  return { from, to }
}
