import { z } from 'zod'
import { readJson } from '../outbox/content.ts'
import { fileRef } from '../outbox/file.ts'

const folderItem = z.strictObject({
  /** The folder, absolute. */
  path: z.string().min(1),
  /** What the file is called in it, with its ending. */
  name: z.string(),
  file: fileRef,
})

/** A file that is to be written to a folder: the content of an item of the kind folder. */
export type FolderContent = z.output<typeof folderItem>

/** The `content` of an outbox item of the kind folder. */
export const folderContent = (content: FolderContent): string => JSON.stringify(folderItem.parse(content))

/** @returns undefined when it is not the content of such an item */
export const readFolderContent = (content: string): FolderContent | undefined => readJson(folderItem, content)

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file: what is a name on every system is a name here. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}]/u
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const LONGEST = 200

/** Whether a file can be called that, on Linux and on Windows: a name, and no way to another folder. */
export const isFileName = (name: string): boolean =>
  name !== '' &&
  !FORBIDDEN.test(name) &&
  !DEVICE.test(name) &&
  !/^\.|[. ]$/.test(name) &&
  Buffer.byteLength(name) <= LONGEST
