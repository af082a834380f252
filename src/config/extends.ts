import path from 'node:path'
import { Remembered } from '../remembered.ts'
import { merged } from './extends-merge.ts'
import { pathsFrom } from './extends-paths.ts'
import { moved, shownFrom } from './extends-place.ts'
import { type Finding, type Problem, toProblems } from './problem.ts'
import { quote } from './quote.ts'
import type { ReadFile } from './read.ts'
import { Source, type Span } from './source.ts'
import { at, type LocatedMap } from './tree.ts'
import { readYaml } from './yaml.ts'

/** More files behind each other than this nobody keeps apart. */
const DEEPEST = 4

/** A file that a config is made of. */
export interface Part {
  /** As messages name it. */
  file: string
  source: Source
  /** Where its text begins in that of the whole; its values have their places in that. */
  from: number
  root: LocatedMap
}

/** A config with what it takes in by `extends`. */
export interface Whole {
  /** The texts of all parts, one behind the other: it says everything without the files. See `kept`. */
  text: string
  /** The school's own file first. */
  parts: Part[]
  /** What holds: the school's own file wins, key by key. */
  root: LocatedMap
  findings: Finding[]
  /** A shared file could not be read: what it says is not known. */
  isIncomplete: boolean
  /** The shared files, absolute, those that are not there among them. */
  shared: string[]
}

/** Takes in what a config extends. @param read reads a shared file, by its absolute path */
export function withShared(own: Part, read: (file: string) => ReadFile): Whole {
  const whole: Whole = {
    text: own.source.text,
    parts: [own],
    root: own.root,
    findings: [],
    isIncomplete: false,
    shared: [],
  }
  for (let last: Part | undefined = own; last; ) last = takeIn(whole, last, read)
  whole.root = whole.parts.map(({ root }) => root).reduceRight((shared, root) => merged(root, shared))
  return whole
}

/** @returns the part that was added, which may extend another */
function takeIn(whole: Whole, part: Part, read: (file: string) => ReadFile): Part | undefined {
  const named = at(part.root, ['extends'])
  // Another kind of value is reported with all other values.
  if (named?.kind !== 'scalar' || typeof named.value !== 'string' || !named.value.trim()) return undefined
  const name = named.value
  const file = path.join(path.dirname(part.file), name)
  const refuse = (message: string, hint?: string) => {
    whole.isIncomplete = true
    whole.findings.push({
      rule: 'extends',
      severity: 'error',
      message,
      hint,
      path: ['extends'],
      span: named.span,
    })
    return undefined
  }
  const absolute = path.resolve(path.isAbsolute(name) ? name : file)
  if (whole.parts.some((one) => path.resolve(one.file) === absolute))
    return refuse(
      `${quote(name)} is taken in already: the files extend each other in a circle`,
      'one of them has to do without',
    )
  if (whole.parts.length > DEEPEST)
    return refuse(
      `${quote(name)} is one shared file too many: at most ${DEEPEST} behind each other`,
      'put two of them together',
    )
  whole.shared.push(absolute)
  const { text, findings } = read(absolute)
  const [first] = findings
  if (first && !first.span)
    return refuse(
      `the shared file ${quote(name)} cannot be used: ${first.message}`,
      /does not exist/.test(first.message) ? 'the path is relative to the folder of this file' : first.hint,
    )
  const mark = markFor(whole.parts[0]!.file, absolute)
  const from = whole.text.length + mark.length
  whole.text += mark + text
  const source = new Source(text)
  const yaml = findings.length > 0 ? { root: undefined, findings } : sharedYaml(source)
  whole.findings.push(...yaml.findings.map((finding) => moved(finding, from)))
  const shown = path.isAbsolute(name) ? name : file
  const root = yaml.root && shownFrom(yaml.root, from)
  const added = { file: shown, source, from, root: root?.kind === 'map' ? root : NOTHING }
  pathsFrom(whole.parts[0]!, added)
  whole.parts.push(added)
  if (root?.kind === 'map') return added
  if (yaml.findings.length === 0)
    return refuse(
      `the shared file ${quote(name)} is not a group of keys such as jobs:`,
      'it has the same keys as this file',
    )
  whole.isIncomplete = true
  return undefined
}

/** Shared files that were read, by their texts: one process may see to many schools of a trust. */
const known = new Remembered<ReturnType<typeof readYaml>>(DEEPEST + 1)

const sharedYaml = (source: Source) => known.get(source.text, () => readYaml(source))

const NOTHING: LocatedMap = { kind: 'map', span: { from: 0, to: 0 }, entries: new Map() }

/** The part in which an offset of the whole lies. */
export const partAt = (parts: Part[], offset: number): Part => parts.findLast(({ from }) => from <= offset)!

/** Findings as problems, each with the file it is in: the school's own first. */
export function problemsOf(parts: Part[], findings: Finding[], masks: Span[]): Problem[] {
  return parts.flatMap((part) => {
    const here = findings.filter(({ span }) => partAt(parts, span?.from ?? 0) === part)
    const hidden = masks.filter(({ from }) => partAt(parts, from) === part)
    return toProblems(
      part.file,
      part.source,
      here.map((finding) => moved(finding, -part.from)),
      hidden.map(({ from, to }) => ({ from: from - part.from, to: to - part.from })),
    )
  })
}

/**
 * Between the parts of a text that is kept. No file can hold such a text: in a config a line of three hyphens is an
 * error. With the path as seen from the school's own file: it is the same on each host.
 */
const markFor = (own: string, file: string) =>
  `\n--- # shared by extends: ${JSON.stringify(path.relative(path.dirname(path.resolve(own)), file).replaceAll('\\', '/'))}\n`
const MARK = /\n--- # shared by extends: (".*")\n/

/**
 * A text that was kept, in its parts: the school's own, and the shared ones by absolute path.
 * @param file of the school's config
 */
export function partsOf(text: string, file: string): { own: string; shared: Map<string, string> } {
  const [own = '', ...rest] = text.split(MARK)
  const folder = path.dirname(path.resolve(file))
  const shared = new Map<string, string>()
  for (let index = 0; index + 1 < rest.length; index += 2)
    shared.set(path.resolve(folder, JSON.parse(rest[index]!) as string), rest[index + 1]!)
  return { own, shared }
}
