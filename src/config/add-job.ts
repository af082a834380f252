import { isDeepStrictEqual } from 'node:util'
import { Document, Scalar, visit } from 'yaml'
import { columnOf, endOf, lineEndOf, withLines } from './lines.ts'
import { meaning } from './meaning.ts'
import { Source } from './source.ts'
import { at, type Located, type LocatedMap } from './tree.ts'
import { readYaml } from './yaml.ts'

/** What a job has below its id, as a YAML file would have it. */
export type JobBody = Record<string, unknown>

/**
 * The text of a config with one job more, at the end of its `jobs`. Every other character stays as it is: comments,
 * order, indentation, line ends. Undefined where that cannot be done: `jobs` is written in a way that leaves no place.
 * @param id none of the config's
 */
export function withJob(text: string, id: string, body: JobBody): string | undefined {
  const root = readYaml(new Source(text)).root
  if (root?.kind !== 'map') return undefined
  const next = inserted(text, root, id, body)
  return next !== undefined && hasOnlyThatMore(root, next, id, body) ? next : undefined
}

/** A job as it stands below `jobs:`, its lines ending in LF, without indentation. */
export const jobText = (id: string, body: JobBody): string => written(id, body, 2)

/** @param depth how many levels of keys have lines of their own; below, all is on one: `cycle: [mon, thu]` */
function written(id: string, body: JobBody, depth: number): string {
  const document = new Document({ [id]: body }, { schema: 'core' })
  visit(document, {
    // On the way to a value the library counts each group of keys, and each key in it.
    Collection(_key, node, path) {
      if (path.length > 2 * depth) node.flow = true
    },
    // Without quotes YAML of older days reads 07:30 as a number of minutes.
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string' && /^[\d:.-]+$/.test(node.value))
        node.type = Scalar.QUOTE_SINGLE
    },
  })
  return document.toString({ singleQuote: true, lineWidth: 0, flowCollectionPadding: false }).trimEnd()
}

function inserted(text: string, root: LocatedMap, id: string, body: JobBody): string | undefined {
  const jobs = at(root, ['jobs'])
  if (!jobs) return endOf(text, ['jobs:', ...indented(id, body, '  ')])
  if (jobs.kind === 'list') return undefined
  if (jobs.kind === 'map' && text[jobs.span.from] !== '{') return below(text, jobs, id, body)
  if (jobs.kind === 'map' && jobs.entries.size > 0) return inBraces(text, jobs, id, body)
  return belowKey(text, root, jobs, id, body)
}

/** `jobs:` with nothing below it, or with `{}` beside it, which goes. */
function belowKey(text: string, root: LocatedMap, { span }: Located, id: string, body: JobBody) {
  const key = root.entries.get('jobs')!.key
  if (text[root.span.from] === '{') return undefined
  const before = span.to > span.from ? text.slice(0, span.from).trimEnd() : text.slice(0, span.from)
  const column = columnOf(text, key.from)
  return withLines(
    before + text.slice(span.to),
    before.length,
    indented(id, body, `${column}  `),
    column.length + 1,
  )
}

function below(text: string, jobs: LocatedMap, id: string, body: JobBody): string {
  const keys = [...jobs.entries.values()]
    .map(({ key }) => key.from)
    .filter((from) => from >= jobs.span.from && from < jobs.span.to)
  const column = columnOf(text, keys[0]!)
  const lines = indented(id, body, column)
  const isApart = keys.length > 1 && /\n[ \t]*\r?\n/.test(text.slice(keys.at(-2), keys.at(-1)))
  return withLines(text, jobs.span.to, isApart ? ['', ...lines] : lines, column.length)
}

/** Written in braces, `jobs: { sms: {} }`: one more before the brace that closes. */
function inBraces(text: string, jobs: LocatedMap, id: string, body: JobBody): string | undefined {
  const last = [...jobs.entries.values()].at(-1)!
  const { from, to } = last.value.span
  if (to === from) return undefined
  const braces = written(id, body, 0)
  const between = /\n/.test(text.slice(jobs.span.from, last.key.from))
    ? `${lineEndOf(text)}${columnOf(text, last.key.from)}`
    : ' '
  return `${text.slice(0, to)},${between}${braces.slice(1, -1)}${text.slice(to)}`
}

const indented = (id: string, body: JobBody, by: string) =>
  jobText(id, body)
    .split('\n')
    .map((line) => by + line)

/** What is written by position is read again: it means what it did, and the job besides. */
function hasOnlyThatMore(before: Located, next: string, id: string, body: JobBody): boolean {
  const { root, findings } = readYaml(new Source(next))
  if (!root || findings.length > 0) return false
  const { jobs, ...rest } = meaning(before)
  return isDeepStrictEqual(meaning(root), { ...rest, jobs: { ...(jobs as object), [id]: body } })
}
