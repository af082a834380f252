import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { configJsonSchema } from '../config/jsonschema.ts'
import { configReference } from '../config/reference.ts'
import { commandsPage } from './commands-page.ts'
import { contractPage } from './contract-page.ts'
import { jobsPage } from './jobs-page.ts'
import { permissionsPage } from './permissions-page.ts'

/** The pages that are made from the code, so that they cannot say anything else. */
const pages: Record<string, () => string> = {
  'docs/commands.md': commandsPage,
  'docs/jobs.md': jobsPage,
  'docs/config.md': configReference,
  'docs/contract.md': contractPage,
  'docs/permissions.md': permissionsPage,
  'docs/automation.config.schema.json': () => `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
}

/** Writes the pages; with `--check` only says which are out of date, and fails if any is. */
function generate(check: boolean): void {
  const stale = Object.entries(pages).filter(([file, page]) => current(file) !== page())
  for (const [file, page] of stale) {
    if (check) {
      console.error(`${file} is out of date. Make it anew with: npm run docs`)
      process.exitCode = 1
    } else {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, page())
      console.log(`wrote ${file}`)
    }
  }
}

function current(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

generate(process.argv.includes('--check'))
