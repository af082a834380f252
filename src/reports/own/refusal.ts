import { render } from '../../config/formats/index.ts'
import { toProblems } from '../../config/problem.ts'
import type { OwnReport } from './read.ts'
import { tokens } from './tokens.ts'

/** SQLite names the word that it stumbled over, and not its place. */
const NAMED =
  /near "(?<near>[^"]+)"|no such (?:column|table|function): (?<missing>\S+)|ambiguous column name: (?<ambiguous>\S+)/

/** Why the database did not take a report's statement, with the line, as the config check shows its problems. */
export function refusal({ file, sql, source }: OwnReport, message: string): string {
  const { near, missing, ambiguous } = NAMED.exec(message)?.groups ?? {}
  const word = (near ?? missing ?? ambiguous)?.split('.').at(-1)
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
  return render('text', file, toProblems(file, source, [finding], []), {
    colour: false,
    folder: '',
  }).trimEnd()
}
