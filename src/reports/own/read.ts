import { Checker } from '../../config/check.ts'
import { type Finding, hasErrors, type Path, type Problem, toProblems } from '../../config/problem.ts'
import { quote } from '../../config/quote.ts'
import { readText } from '../../config/read.ts'
import { Source } from '../../config/source.ts'
import { didYouMean } from '../../config/suggest.ts'
import { place } from '../../config/tree.ts'
import { valuesOf } from '../../config/values.ts'
import { readYaml } from '../../config/yaml.ts'
import { type Header, header } from './header.ts'
import { tokens } from './tokens.ts'

/** A school's own report as it stands in its file. */
export interface OwnReport {
  file: string
  header: Header
  /** The whole file: the header is a comment to the database, and the lines keep their numbers. */
  sql: string
  source: Source
}

/** What every statement has at hand, besides the parameters of its own. */
const GIVEN = ['from', 'to', 'day']

const OPENS = /^\s*\/\*/
const CLOSES = '*/'

/** Reads and checks an SQL file. Whatever is wrong with it is in `problems`: nothing is thrown. */
export function readOwnReport(file: string): { report?: OwnReport; problems: Problem[] } {
  const { text, findings } = readText(file)
  const source = new Source(text)
  const problems = (found: Finding[]) => ({ problems: toProblems(file, source, found, []) })
  if (findings.length > 0) return problems(findings)
  const yaml = headerOf(text)
  if (yaml === undefined) return problems([noHeader])
  const { root, findings: syntax } = readYaml(new Source(yaml))
  if (root?.kind !== 'map') return problems(syntax.length > 0 ? syntax : [noHeader])
  const nothing = { secrets: new Set<never>(), doubtful: new Set<never>() }
  const values = valuesOf(root, nothing, () => undefined)
  const checker = new Checker(root, values, nothing)
  const checked = checker.check(header, [])
  const found = [...syntax, ...values.findings, ...checker.findings]
  if (checked) {
    const at = (path: Path) => place(root, path)
    found.push(...namesIn(checked, at), ...statementIn(text, yaml.length, checked))
  }
  const all = toProblems(file, source, found, [])
  if (!checked || hasErrors(all)) return { problems: all }
  return { report: { file, header: checked, sql: text, source }, problems: all }
}

const noHeader: Finding = {
  rule: 'header',
  severity: 'error',
  message: 'the file does not begin with a comment that says what it shows',
  hint: 'begin with /* and, each on a line, title: … and columns: …, then */ and the SELECT; docs/reports.md has one whole',
  path: [],
}

/** The text of the first comment, at its place: what is around it is blank. */
function headerOf(text: string): string | undefined {
  const [opening] = OPENS.exec(text) ?? []
  const end = text.indexOf(CLOSES)
  if (!opening || end < 0) return undefined
  return opening.replace(/\S/g, ' ') + text.slice(opening.length, end)
}

/** Names in the header that mean a column must be among the columns. */
function* namesIn({ columns, sections, parameters }: Header, at: (path: Path) => Finding['span']) {
  const known = Object.keys(columns)
  for (const [index, name] of sections.entries()) {
    if (known.includes(name)) continue
    const path = ['sections', index]
    yield wrong(
      path,
      `there is no column ${quote(name)}`,
      didYouMean(name, known, 'the columns are'),
      at(path),
    )
  }
  for (const name of GIVEN.filter((one) => Object.hasOwn(parameters, one))) {
    const path = ['parameters', name]
    yield wrong(
      path,
      `every report has @${name}: a parameter of its own is called something else`,
      undefined,
      at(path),
    )
  }
}

/** It must be one SELECT, and use no parameter that nobody declared. */
function* statementIn(text: string, from: number, { parameters }: Header): Generator<Finding> {
  const all = tokens(text).filter((token) => token.from >= from + CLOSES.length)
  const [first] = all
  if (!first) {
    yield wrong([], 'there is no statement below the header', 'write a SELECT there')
    return
  }
  if (!/^(?:select|with)$/i.test(first.text))
    yield wrong(
      [],
      `a report is a SELECT, and this begins with ${quote(first.text)}`,
      'it may begin with WITH',
      first,
    )
  const end = all.findIndex((token) => token.text === ';')
  const second = all[end + 1]
  if (end >= 0 && second)
    yield wrong(
      [],
      'there is a second statement, and a report has one',
      'delete it, or what ends the first',
      second,
    )
  const known = [...GIVEN, ...Object.keys(parameters)]
  for (const { text: used, ...span } of all.filter(
    (token) => token.text.startsWith('@') && token.text.length > 1,
  )) {
    if (known.includes(used.slice(1))) continue
    const hint = didYouMean(used.slice(1), known, 'there are')
    yield wrong([], `there is no parameter ${quote(used)}`, hint, span)
  }
}

const wrong = (path: Path, message: string, hint?: string, span?: Finding['span']): Finding => ({
  ...{ rule: 'report', severity: 'error', message, path },
  ...(hint ? { hint } : {}),
  ...(span ? { span } : {}),
})
