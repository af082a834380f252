import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { type LoadResult, loadConfigText } from '../../src/config/load.ts'

/** A Monday in the autumn term, 12:00 in London. */
export const NOW = Date.parse('2026-11-23T12:00:00Z')

export const BASE = 'school: { name: Riverside }\ndatabase: { type: sqlite, file: school.db }\n'

/** Checks the text of a config, with the keys that each one needs before it. */
export function check(text: string, env: NodeJS.ProcessEnv = {}): LoadResult {
  return loadConfigText(BASE + text, 'school.yaml', { env, now: NOW })
}

/** The config of a text that has no errors. */
export function configOf(text: string, env?: NodeJS.ProcessEnv): Config {
  const { config, problems } = check(text, env)
  if (!config) throw new Error(problems.map(({ message }) => message).join('\n'))
  return config
}

/** A file of the given bytes, gone after the test. */
export function temporaryFile(content: string | Buffer, name = 'school.yaml'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}
