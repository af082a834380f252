import { existsSync } from 'node:fs'
import path from 'node:path'
import { noteFile } from '../../bin/idle.js'
import type { Config } from '../config/config.ts'
import { beside } from '../config/outgoing.ts'
import type { Patient } from './check.ts'

/** The folders that what leaves the school is written to, each with what it is for. */
function outgoingFolders({ file, mail, sms, jobs }: Config): [string, string][] {
  const folders: [string, string | undefined][] = [
    ['mails', mail?.folder],
    ['texts', sms?.provider === 'file' ? sms.file?.folder : undefined],
    ...jobs
      .filter(({ enabled }) => enabled)
      .map(({ id, params }): [string, string | undefined] => {
        const { folder } = params as { folder?: { path: string } }
        return [`files of ${id}`, folder && beside(file, folder.path)]
      }),
  ]
  return folders.filter((one): one is [string, string] => one[1] !== undefined)
}

/** The folders that ticks write to, each with what is there; a database on a server has a disk of its own. */
export function foldersOfTicks({ file, config, places }: Patient): [string, string][] {
  const database = places?.database
  return [
    ['notes of ticks', path.dirname(noteFile(file))],
    ...(database?.type === 'sqlite' ? [['database', path.dirname(database.file)] as [string, string]] : []),
    ...(config?.log.enabled ? [['log', path.dirname(config.log.file)] as [string, string]] : []),
    ...(config ? outgoingFolders(config) : []),
  ]
}

/** The folder itself, or the nearest above it that is there: what is missing is made when it is needed. */
export function existingAbove(folder: string): string {
  for (let there = folder; ; there = path.dirname(there)) {
    if (existsSync(there) || there === path.dirname(there)) return there
  }
}
