import path from 'node:path'
import { folderContent } from '../../folder/content.ts'
import { formats } from '../formats/index.ts'
import type { DeliveryContext, Made, Making } from './made.ts'
import { distinct, fileName, fill, usualName } from './names.ts'
import type { Outgoing } from './outgoing.ts'
import type { Delivery } from './settings.ts'

type Folder = NonNullable<Delivery['folder']>

/** The folder that files are written to, absolute. */
export const folderOf = ({ path: folder }: Folder, { settings }: Pick<DeliveryContext, 'settings'>): string =>
  path.resolve(path.dirname(settings.file), folder)

/** Names every file of every part, no two alike. */
export async function nameFiles({ params }: Pick<Making, 'params'>, parts: Made[]): Promise<void> {
  const { folder } = params
  if (!folder) return
  const wanted = parts.flatMap((made) => formatsOf(folder).map((format) => ({ made, format })))
  const names = await Promise.all(
    wanted.map(async ({ made, format }) =>
      fileName(fill(folder.name ?? usualName(params), made.words), (await formats[format]()).extension),
    ),
  )
  for (const [at, name] of distinct(names).entries())
    wanted[at]!.made.folderNames.set(wanted[at]!.format, name)
}

const formatsOf = ({ format }: Folder) => [...new Set([format].flat())]

/** A file in each format that the folder is to have. */
export async function filesFor({ params, context, files }: Making, made: Made): Promise<Outgoing[]> {
  const { folder } = params
  if (!folder) return []
  const place = folderOf(folder, context)
  const outgoing: Outgoing[] = []
  // One after the other: a server takes one statement at a time in a transaction.
  for (const format of formatsOf(folder)) {
    const { bytes, type } = await made.render(format)
    const name = made.folderNames.get(format)!
    const file = files.keep(bytes, { name, type })
    outgoing.push({
      kind: 'folder',
      which: `${made.which} ${format}`,
      title: made.title,
      recipient: place,
      content: folderContent({ path: place, name, file }),
      notAfter: null,
    })
  }
  return outgoing
}
