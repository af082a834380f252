import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { main } from '../../src/main.ts'
import { heard, serverEnv } from '../database.ts'
import type { TestSchool } from '../school.ts'

/** Writes files into a folder of the school's and returns its path. */
export function folderOf(school: TestSchool, files: Record<string, string | Buffer>, name = 'csv'): string {
  const folder = path.join(school.folder, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, file), content)
  return folder
}

/** Runs `pars-auto db …` with the school's config and clock. */
export async function db(school: TestSchool, ...args: string[]) {
  const said = { out: '', err: '' }
  const [verb, ...rest] = args as [string, ...string[]]
  const code = await main(['db', verb, '--config', school.file, ...rest], {
    cwd: school.folder,
    env: serverEnv,
    clock: () => school.now,
    colour: false,
    stop: new AbortController().signal,
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    ...school.world,
    // What is loaded from files is of embedded databases; what is written to them may be of any.
    ...(verb === 'export' ? { onStatement: heard(school.database, school.world.onStatement) } : {}),
  })
  return { code, ...said }
}
