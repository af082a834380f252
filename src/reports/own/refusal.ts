import path from 'node:path'
import { render } from '../../config/formats/index.ts'
import { type Finding, toProblems } from '../../config/problem.ts'
import { quote } from '../../config/quote.ts'
import type { OwnReport } from './read.ts'
import { tokens } from './tokens.ts'

/** The databases name the word that they stumbled over, and not its place: SQLite first, then SQL Server. */
const NAMED = [
  /near "([^"]+)"/,
  /no such (?:column|table|function): (\S+)/,
  /ambiguous column name: (\S+)/,
  /Incorrect syntax near (?:the keyword )?'([^']+)'/,
  /(?:Invalid (?:column|object)|Ambiguous column) name '([^']+)'/,
  /'([^']+)' is not a recognized (?:built-in )?function name/,
  /multi-part identifier "([^"]+)"/,
]

/** Why the database did not take a report's statement, with the line, as the config check shows its problems. */
export function refusal({ file, sql, source }: OwnReport, message: string): string {
  const named = NAMED.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined)
  const word = named?.split('.').at(-1)
  const places = word === undefined ? [] : tokens(sql).filter(({ text }) => text === word)
  const [first, ...others] = places
  const lines = others.map(({ from }) => source.lineAt(from))
  const finding = {
    ...{ rule: 'sql', severity: 'error' as const, path: [], message: `the database says: ${message}` },
    ...(first ? { span: first } : {}),
    ...(lines.length > 0
      ? { hint: `the same word stands in line ${[...new Set(lines)].join(', ')} too` }
      : {}),
  }
  return shown({ file, source }, [finding])
}

/** What the header names and the SELECT does not give, each with its line. */
export function notGiven({ file, sql, source }: OwnReport, missing: string[], given: string[]): string {
  const findings = missing.map((name) => {
    // The header is what the file begins with. A column is a key there; what `pupil` names is a value.
    const word = name.replace(/\W/g, '\\$&')
    const from = sql.search(new RegExp(`(?<=[\\s{,"'])${word}(?=["']?\\s*:)|(?<=\\bpupil:\\s*["']?)${word}`))
    return {
      ...{ rule: 'sql', severity: 'error' as const, path: [] },
      message: `the header names ${quote(name)}, which the SELECT does not give`,
      hint: `it gives ${given.join(', ')}; small letters and large count`,
      ...(from < 0 ? {} : { span: { from, to: from + name.length } }),
    }
  })
  return shown({ file, source }, findings)
}

/** As the config check shows its problems. */
function shown({ file, source }: Pick<OwnReport, 'file' | 'source'>, findings: Finding[]): string {
  const name = path.basename(file)
  return render('text', name, toProblems(name, source, findings, []), { colour: false, folder: '' }).trimEnd()
}
