import { rmSync } from 'node:fs'
import { noteFile } from '../../bin/idle.js'
import { type FileRef, fileRow } from '../../src/outbox/file.ts'
import type { Item } from '../../src/outbox/item.ts'
import { type Said, TestSchool } from '../school.ts'

/** A school whose first tick has made the program's own tables. */
export async function carryingSchool(rest = ''): Promise<TestSchool> {
  const school = await TestSchool.open('  refresh-all-years: {}', { rest })
  await school.tick()
  return school
}

/** Puts a file where items find it. */
export async function keep(
  school: TestSchool,
  bytes: Buffer,
  name = 'report.pdf',
  type = 'application/pdf',
): Promise<FileRef> {
  const row = fileRow(bytes, school.now)
  await school.add('auto_outbox_file', row)
  return { digest: row.digest, name, type }
}

/** A whole tick: what the test has put in the outbox, the last one could not know of. */
export function wholeTick(school: TestSchool, text?: string): Promise<Said> {
  rmSync(noteFile(school.file), { force: true })
  return school.tick(text)
}

export const itemsOf = (school: TestSchool): Promise<Item[]> => school.rows<Item>('auto_outbox')
