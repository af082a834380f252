import { constants } from 'node:fs'
import { access, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Check, type Finding, failed, ok } from '../check.ts'
import { existingAbove, foldersOfTicks } from '../places.ts'

export const folders: Check = {
  name: 'folders',
  about: 'This account may write where ticks write.',
  async look(patient): Promise<Finding[]> {
    const wrong: Finding[] = []
    const places = foldersOfTicks(patient)
    for (const [what, folder] of places) {
      const code = await whyNot(folder)
      if (code) wrong.push(unwritable(what, folder, code))
    }
    const file = patient.places?.database.type === 'sqlite' ? patient.places.database.file : undefined
    if (file) {
      const code = await codeOf(access(file, constants.R_OK | constants.W_OK))
      // That there is none is told by another check.
      if (code && code !== 'ENOENT') wrong.push(unwritable('the database', file, code))
    }
    if (wrong.length > 0) return wrong
    return [
      ok(
        `${places.length === 1 ? 'The folder' : `All ${places.length} folders`} can be written to: ${places.map(([what]) => what).join(', ')}.`,
      ),
    ]
  },
}

/** Tries it with a file that it takes away again: what the rights say is not all, on a share above all. */
async function whyNot(folder: string): Promise<string | undefined> {
  const probe = path.join(existingAbove(folder), `.pars-auto-doctor-${process.pid}`)
  try {
    return await codeOf(writeFile(probe, '', { flag: 'wx' }))
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

async function codeOf(doing: Promise<unknown>): Promise<string | undefined> {
  try {
    await doing
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

const unwritable = (what: string, place: string, code: string) =>
  failed(
    `${place} (${what}) cannot be written to: ${code}.`,
    'Give the account the right to change it, or name another place in the config',
  )
