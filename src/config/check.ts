import { z } from 'zod'
import { expected } from './expected.ts'
import { bare, metaOf } from './fields.ts'
import type { Hidden } from './hidden.ts'
import { type Finding, nameOf, type Path } from './problem.ts'
import { quote } from './quote.ts'
import { repair } from './repair.ts'
import { sections } from './schema.ts'
import { keysOf, schemaAt } from './shape.ts'
import { didYouMean, nearest } from './suggest.ts'
import { at, type Located, place, plain } from './tree.ts'
import type { Values } from './values.ts'

type Issue = z.core.$ZodIssue

/** Schemas that have nothing to say where a key is left out, as most keys of most jobs are. */
const silent = new WeakSet<z.ZodType>()

/** Checks values of the file against the schema, and says what is wrong in the words of the schema. */
export class Checker {
  readonly findings: Finding[] = []
  readonly #root: Located
  readonly #values: Values
  readonly #hidden: Hidden

  constructor(root: Located, values: Values, hidden: Hidden) {
    this.#root = root
    this.#values = values
    this.#hidden = hidden
  }

  /** The value at a path, checked; undefined when it is wrong, or missing where it must not be. */
  check<T extends z.ZodType>(schema: T, path: Path): z.output<T> | undefined {
    const node = at(this.#root, path)
    const value = (node && plain(node, this.#values.read)) ?? undefined
    if (value === undefined && silent.has(schema)) return undefined
    const result = schema.safeParse(value)
    if (value === undefined && result.success && result.data === undefined) silent.add(schema)
    if (result.success) return result.data
    this.report(result.error.issues, schema, path)
    return undefined
  }

  /** Each field on its own, so that a mistake in one hides nothing of the others. */
  checkEach<Shape extends Record<string, z.ZodType>>(
    shape: Shape,
    path: Path,
  ): { [Key in keyof Shape]?: z.output<Shape[Key]> } {
    const checked = Object.entries(shape).map(([key, schema]) => [key, this.check(schema, [...path, key])])
    return Object.fromEntries(checked.filter(([, value]) => value !== undefined))
  }

  /** Reports the keys of a map that are not among those it may have. */
  checkKeys(path: Path, allowed: readonly string[]) {
    const node = at(this.#root, path)
    if (node?.kind !== 'map') return
    for (const key of node.entries.keys())
      if (!allowed.includes(key)) this.#unknownKey([...path, key], allowed)
  }

  report(issues: Issue[], schema: z.ZodType, base: Path) {
    const seen = new Set<string>()
    for (const issue of issues.flatMap(innermost)) {
      const path = [...base, ...(issue.path as Path)]
      const place = JSON.stringify(path)
      // A value that fails its type also fails its other tests.
      if (issue.code !== 'unrecognized_keys' && (seen.has(place) || this.#isReported(path))) continue
      seen.add(place)
      if (issue.code === 'unrecognized_keys') {
        const inner = bare(schemaAt(schema, issue.path as Path) ?? schema)
        const allowed = inner instanceof z.ZodObject ? Object.keys(keysOf(inner)) : []
        for (const key of issue.keys) this.#unknownKey([...path, key], allowed)
      } else this.#unfit(issue, path, schemaAt(schema, issue.path as Path))
    }
  }

  add(rule: string, path: Path, message: string, hint?: string, on: 'key' | 'value' = 'value') {
    const span = place(this.#root, path, on)
    this.findings.push({ rule, severity: 'error', message, hint, path, span })
  }

  #unknownKey(path: Path, allowed: readonly string[]) {
    const key = String(path.at(-1))
    const where = path.length > 1 ? ` in ${quote(nameOf(path.slice(0, -1)))}` : ' at the top of the file'
    const near = nearest(key, allowed)
    const home = near === undefined ? homeOf(key) : undefined
    const hint = home ? `it belongs to '${home}'` : didYouMean(key, allowed, 'possible keys')
    this.add('unknown-key', path, `there is no key ${quote(key)}${where}`, hint, 'key')
  }

  #unfit(issue: Issue, path: Path, schema: z.ZodType | undefined) {
    const node = at(this.#root, path)
    const name = nameOf(path)
    const meta = schema ? metaOf(schema) : {}
    if (!node || (node.kind === 'scalar' && node.value === null)) {
      return this.add('missing-key', path, `${quote(name)} is missing`, meta.description)
    }
    const allowed = schema ? expected(schema) : 'something else'
    const found = this.#describe(node)
    const mayLook = node.kind === 'scalar' && !this.#isHidden(node)
    const hint = mayLook && schema ? repair(node, schema) : undefined
    this.add(ruleFor(issue), path, `${quote(name)} must be ${allowed}, not ${found}`, hint)
  }

  #isReported(path: Path): boolean {
    const node = at(this.#root, path)
    return node?.kind === 'scalar' && this.#values.without.has(node)
  }

  #describe(node: Located): string {
    if (node.kind === 'list') return 'a list'
    if (node.kind === 'map') return 'a group of keys'
    if (this.#isHidden(node)) return 'this'
    return typeof node.value === 'string' ? quote(node.value) : quote(node.raw).slice(1, -1)
  }

  #isHidden(node: Located): boolean {
    return node.kind === 'scalar' && (this.#hidden.secrets.has(node) || this.#hidden.doubtful.has(node))
  }
}

/** Of a value that may be one thing or a list of them: what is wrong with the items, when it is a list. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const deep = issue.errors.find((errors) => errors.every(({ path }) => path.length > 0))
  return deep?.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue]
}

/** The section that has a key, for one that stands somewhere else. */
function homeOf(key: string): string | undefined {
  const has = (schema: z.ZodType) => {
    const inner = bare(schema)
    return inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key)
  }
  return Object.entries(sections).find(([, schema]) => has(schema))?.[0]
}

function ruleFor({ code }: Issue): string {
  if (code === 'invalid_type') return 'wrong-type'
  return code === 'too_big' || code === 'too_small' ? 'out-of-range' : 'wrong-value'
}
