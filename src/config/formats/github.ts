import type { Problem } from '../problem.ts'
import { relativeFile } from './uri.ts'

/** Workflow commands, which GitHub shows as annotations in the changed files. */
export function renderGithub(problems: readonly Problem[], folder: string): string {
  return problems.map((problem) => `${command(problem, folder)}\n`).join('')
}

function command(
  { file, line, column, endColumn, severity, rule, message, hint, excerpt }: Problem,
  folder: string,
) {
  const place = excerpt ? { line, col: column, endColumn } : {}
  const properties = { file: relativeFile(file, folder) ?? file, ...place, title: rule }
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${severity} ${list.join(',')}::${escapeData(hint ? `${message}\n${hint}` : message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
