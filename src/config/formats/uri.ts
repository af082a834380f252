import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** A file as CI services name it: relative to the folder of the check-out, with forward slashes. */
export function relativeFile(file: string, folder: string): string | undefined {
  const relative = path.relative(folder, path.resolve(folder, file))
  return relative.startsWith('..') || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/')
}

/** A file as a URI: relative where it lies in the folder, else absolute. */
export function fileUri(file: string, folder: string): string {
  const relative = relativeFile(file, folder)
  if (relative === undefined) return pathToFileURL(path.resolve(folder, file)).href
  return relative.split('/').map(encodeURIComponent).join('/')
}
