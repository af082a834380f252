import type { Problem } from '../problem.ts'
import { rules } from '../rules/index.ts'
import { fileUri } from './uri.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** SARIF 2.1.0, which code scanning services read. */
export function renderSarif(problems: readonly Problem[], folder: string): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'pars-auto', rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, folder)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function descriptor({ name, about, severity }: (typeof rules)[number]) {
  return { id: name, shortDescription: { text: about }, defaultConfiguration: { level: severity } }
}

function result(
  { file, line, column, endColumn, severity, rule, message, hint, path, excerpt }: Problem,
  folder: string,
) {
  const region = { startLine: line, startColumn: column, endColumn }
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ name }) => name === rule),
    level: severity,
    message: { text: hint ? `${message} (${hint})` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(file, folder) },
          ...(excerpt ? { region } : {}),
        },
        ...(path ? { logicalLocations: [{ fullyQualifiedName: path, kind: 'member' }] } : {}),
      },
    ],
  }
}
