import { CST, type Document, isScalar, Lexer, visit, type YAMLError } from 'yaml'
import { ADDED } from './depth.ts'
import type { Finding } from './problem.ts'
import { quote } from './quote.ts'
import type { Source, Span } from './source.ts'

/** After the first few, syntax errors are mostly echoes of those before. */
const MOST_SHOWN = 3

/** What the YAML library has against a file, in the words of somebody who edits it; in order, one a line. */
export function explainSyntax(document: Document, source: Source): Finding[] {
  // A file of a million commas has a million errors.
  const errors = [...document.errors.slice(0, 100), ...document.warnings.slice(0, 100)]
  const lines = new Set<number>()
  const findings: Finding[] = []
  for (const error of errors.sort((a, b) => a.pos[0] - b.pos[0])) {
    const finding = explain(error, document, source.text, errors)
    const line = source.lineAt(finding.span?.from ?? 0)
    if (lines.has(line)) continue
    lines.add(line)
    findings.push(finding)
  }
  return findings.slice(0, MOST_SHOWN)
}

interface Explanation {
  /** Of the library's own message, where the code alone does not say enough. */
  matches?: RegExp
  message: string
  hint?: string
}

const IN_QUOTES = "put the value in quotes: '…'"

/** By the library's error code; the first that matches. */
const EXPLANATIONS: Record<string, Explanation[]> = {
  TAB_AS_INDENT: [
    {
      message: 'this line is indented with a tab',
      hint: 'YAML allows only spaces there: replace the tab by spaces',
    },
  ],
  BAD_INDENT: [
    {
      matches: /^Flow sequence/,
      message: 'this [ is never closed',
      hint: 'close it with ]',
    },
    { matches: /^Flow map/, message: 'this { is never closed', hint: 'close it with }' },
    {
      message: 'this line is indented differently from those it belongs to',
      hint: 'keys of one group stand exactly below each other',
    },
  ],
  MISSING_CHAR: [
    { matches: /quote/, message: 'a quote is opened here and never closed' },
    {
      matches: /map values/,
      message: 'a colon is missing after this',
      hint: "a key is followed by ': ' and its value",
    },
    { matches: /^Comments/, message: 'a comment needs a space before its #' },
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    {
      message: "a value cannot contain ': '",
      hint: `${IN_QUOTES}; if the next line is meant to belong to the key, begin it on a line of its own`,
    },
  ],
  MULTILINE_IMPLICIT_KEY: [
    { message: 'a colon is missing after this', hint: "a key is followed by ': ' and its value" },
  ],
  BAD_SCALAR_START: [{ message: 'a value cannot start with this character', hint: IN_QUOTES }],
  BAD_DQ_ESCAPE: [
    {
      message: 'a backslash between double quotes has a meaning of its own',
      hint: "use single quotes: 'C:\\folder'",
    },
  ],
  MULTIPLE_DOCS: [
    { message: 'a second document starts here', hint: 'a config is one document: leave out the line ---' },
  ],
  BAD_ALIAS: [{ message: 'a value cannot start with this character', hint: IN_QUOTES }],
  NON_STRING_KEY: [
    { message: 'a key must be a plain word', hint: 'a value that starts with { or [ goes into quotes' },
  ],
  KEY_OVER_1024_CHARS: [{ message: 'a key is longer than 1,024 characters' }],
  RESOURCE_EXHAUSTION: [{ message: 'the file is nested too deep' }],
  TAG_RESOLVE_FAILED: [{ message: 'a value cannot start with !', hint: IN_QUOTES }],
  BAD_DIRECTIVE: [{ message: 'a line cannot start with %', hint: 'a comment starts with #' }],
  UNEXPECTED_TOKEN: [
    {
      matches: /at node end/,
      message: 'something follows the end of the value',
      hint: "a quote within single quotes is written twice: 'it''s'",
    },
    { matches: /in flow sequence/, message: 'a value is missing before this comma' },
    {
      matches: /^Not a YAML token/,
      message: 'a text that starts with | or > begins on the next line',
      hint: IN_QUOTES,
    },
  ],
}

function explain(error: YAMLError, document: Document, text: string, all: YAMLError[]): Finding {
  const known = EXPLANATIONS[error.code]?.find(({ matches }) => !matches || matches.test(error.message))
  const message = known?.message ?? `this is not YAML: ${quote(error.message)}`
  const hint = known?.hint
  const finding: Finding = {
    rule: 'syntax',
    severity: 'error',
    message,
    hint,
    path: [],
    span: spanOf(error, text),
  }
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message))
    finding.span = lastQuote(document) ?? finding.span
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow'))
    finding.span = lastBracket(text, error.pos[0])
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && all.some(({ code }) => code === 'MULTILINE_IMPLICIT_KEY')) {
    finding.message = 'this value goes on in the next line as though it had keys of its own'
    finding.hint = 'check how far the next line is indented'
  }
  return finding
}

/** The innermost bracket that is still open at an offset. */
function lastBracket(text: string, end: number): Span {
  const open: number[] = []
  let offset = 0
  for (const token of new Lexer().lex(text)) {
    if (offset >= end) break
    const type = CST.tokenType(token)
    if (type === 'flow-map-start' || type === 'flow-seq-start') open.push(offset)
    if (type === 'flow-map-end' || type === 'flow-seq-end') open.pop()
    if (!ADDED.has(type)) offset += token.length
  }
  const from = open.at(-1) ?? end
  return { from, to: from + 1 }
}

function spanOf({ pos: [start, to], code }: YAMLError, text: string): Span {
  // The trouble is with what is indented, not with the space before it.
  const from = code === 'BAD_INDENT' ? start + (/^ */.exec(text.slice(start))?.[0].length ?? 0) : start
  const lineEnd = /[\r\n]|$/g
  lineEnd.lastIndex = from
  const end = lineEnd.exec(text)?.index ?? to
  return code === 'BLOCK_AS_IMPLICIT_KEY'
    ? { from, to: end }
    : { from, to: Math.max(from + 1, Math.min(to, end)) }
}

/** An unclosed quote is noticed at the end of the file; what helps is where it was opened. */
function lastQuote(document: Document): Span | undefined {
  let last: Span | undefined
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && node.type?.startsWith('QUOTE') && node.range) {
        last = { from: node.range[0], to: node.range[0] + 1 }
      }
    },
  })
  return last
}
