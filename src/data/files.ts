import { readdirSync } from 'node:fs'
import path from 'node:path'
import { quote } from '../config/quote.ts'
import { nearest } from '../config/suggest.ts'
import { contract, type TableName } from '../db/contract.ts'
import { Exit, UserError } from '../exit.ts'
import type { Problems } from './problem.ts'
import type { Source } from './staging.ts'

const SHEETS = ['.xlsx', '.xls', '.xlsm', '.ods', '.txt', '.tsv']

/** The files of a folder that belong to tables, in the order of the contract. */
export function findFiles(folder: string, problems: Problems): Source[] {
  const found = new Map<TableName, Source>()
  for (const file of entries(folder)) {
    const { name, ext } = path.parse(file)
    const table = name.trim().toLowerCase()
    const isTable = Object.hasOwn(contract, table)
    const isCsv = ext.toLowerCase() === '.csv'
    if (!isCsv) {
      if (isTable && SHEETS.includes(ext.toLowerCase()))
        problems.add({ file, message: `is not read: save it as ${table}.csv` })
    } else if (!isTable) {
      const near = nearest(table, Object.keys(contract))
      const hint = near ? `did you mean ${near}.csv?` : 'the tables are in docs/contract.md'
      problems.add({ file, message: `there is no table ${quote(name)}: ${hint}` })
    } else if (found.has(table as TableName)) {
      problems.add({ file, message: `${found.get(table as TableName)?.file} is for ${table} already` })
    } else {
      found.set(table as TableName, { table: table as TableName, file, path: path.join(folder, file) })
    }
  }
  if (found.size === 0 && problems.count === 0)
    throw new UserError(
      `${folder} has no CSV file in it: one for each table is read, such as pupil.csv. The tables are in docs/contract.md.`,
      Exit.usage,
    )
  return (Object.keys(contract) as TableName[]).flatMap((table) => found.get(table) ?? [])
}

function entries(folder: string): string[] {
  try {
    // Names with a dot before are the system's, or an export that has not finished.
    return readdirSync(folder)
      .filter((file) => !file.startsWith('.'))
      .sort()
  } catch (error) {
    const { code } = error as { code?: string }
    const why: Record<string, string> = {
      ENOENT: 'There is no folder',
      ENOTDIR: 'This is a file, not a folder:',
      EACCES: 'This account may not read the folder',
    }
    if (!code || !why[code]) throw error
    throw new UserError(`${why[code]} ${folder}`, Exit.usage)
  }
}
