import type { Problem } from '../problem.ts'
import { renderGithub } from './github.ts'
import { renderJson } from './json.ts'
import { renderSarif } from './sarif.ts'
import { renderProblems } from './text.ts'

/** How `validate` can print what it found. */
export const formats = ['text', 'json', 'sarif', 'github'] as const

export type Format = (typeof formats)[number]

/** What was found, in a format. `folder`: of the check-out, for formats whose readers want paths relative to it. */
export function render(
  format: Format,
  file: string,
  problems: readonly Problem[],
  { colour, folder }: { colour: boolean; folder: string },
): string {
  if (format === 'json') return renderJson(file, problems)
  if (format === 'sarif') return renderSarif(problems, folder)
  return format === 'github' ? renderGithub(problems, folder) : renderProblems(problems, { colour })
}
