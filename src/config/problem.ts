import { visible } from './quote.ts'
import type { Excerpt, Position, Source, Span } from './source.ts'

export type Severity = 'error' | 'warning'

/** Keys and list indices that lead from the top of the file to a value. */
export type Path = readonly (string | number)[]

/**
 * Something about the config that a person should know, in the words and at the place that help.
 * No field ever holds the value of a secret.
 */
export interface Problem extends Position {
  /** Name of the rule, such as `busy-hours`. */
  rule: string
  severity: Severity
  /** One sentence: what is wrong with which value, and what is allowed. */
  message: string
  /** What to do about it. */
  hint?: string
  /** As it was given on the command line. */
  file: string
  /** Dotted, list items in brackets: `jobs.refresh-all-years.at[1]`. Empty for the file as a whole. */
  path: string
  /** The line to show; absent when the trouble is the file and not a place in it. */
  excerpt?: Excerpt
}

/** A problem before its place is turned into line and column. */
export interface Finding {
  rule: string
  severity: Severity
  message: string
  hint?: string
  path: Path
  /** Absent: the file as a whole. */
  span?: Span
}

/** Findings as problems, in the order of the file, each one once. Spans in `masks` are not shown. */
export function toProblems(file: string, source: Source, findings: Finding[], masks: Span[]): Problem[] {
  const hidden = apart(masks)
  const seen = new Set<string>()
  return findings
    .toSorted((a, b) => (a.span?.from ?? -1) - (b.span?.from ?? -1) || order(a) - order(b))
    .map((finding) => toProblem(file, source, finding, hidden))
    .filter((problem) => {
      const identity = JSON.stringify([problem.rule, problem.line, problem.column, problem.message])
      return !seen.has(identity) && seen.add(identity)
    })
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index ? `.${step}` : step))
    .join('')
}

/** The last key of a path, for messages: an item of a list goes by the name of the list. */
export function nameOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? 'the file')
}

function toProblem(file: string, source: Source, finding: Finding, masks: Span[]): Problem {
  const { rule, severity, message, hint, span } = finding
  const position = source.position(span ?? { from: 0, to: 0 })
  return {
    rule,
    severity,
    message: printable(message),
    ...(hint ? { hint: printable(hint) } : {}),
    file,
    ...position,
    path: formatPath(finding.path),
    ...(span ? { excerpt: source.excerpt(span, masks) } : {}),
  }
}

/** Messages quote what people wrote, in whatever length and with whatever characters. */
function printable(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return visible(cut)
}

const LONGEST = 600

const order = ({ severity }: Finding) => (severity === 'error' ? 0 : 1)

/** In order, overlapping ones joined. */
function apart(spans: Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to)
    else joined.push({ ...span })
  }
  return joined
}
