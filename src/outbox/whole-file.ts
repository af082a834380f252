import { randomUUID } from 'node:crypto'
import { access, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

const DRAFT = /^\.pars-auto-[0-9a-f-]{36}\.part$/
/** A draft that is older belongs to a process that died over it, ms. */
const LEFT_BEHIND = 24 * 60 * 60_000

/**
 * Writes a file that appears under its name whole, and on the disk, or not at all. One that has the name already
 * stays as it is. Makes the folder, where there is none.
 * @param options.claim gives the draft its name: only the test of a file system without links brings its own
 * @returns whether nobody had the name
 * @throws NodeJS.ErrnoException
 */
export async function writeWhole(
  file: string,
  bytes: Buffer | string,
  { mode = 0o600, claim = claimByLink }: { mode?: number; claim?: typeof claimByLink } = {},
): Promise<boolean> {
  const folder = path.dirname(file)
  const draft = path.join(folder, `.pars-auto-${randomUUID()}.part`)
  await mkdir(folder, { recursive: true })
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const isNew = await claim(draft, file).catch((error) => claimByName(draft, file, error))
    if (isNew) await syncFolder(folder)
    return isNew
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

/** Removes what processes that died have left in a folder, which nobody else would. */
export async function sweepDrafts(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!DRAFT.test(name)) continue
    const draft = path.join(folder, name)
    const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > LEFT_BEHIND) await rm(draft, { force: true }).catch(() => {})
  }
}

/** Gives the draft its name in one step that fails when somebody has it. */
export async function claimByLink(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** How file systems without hard links say so, FAT and some network shares: EISDIR is libuv's word on Windows. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EINVAL', 'EMLINK']

/** There nothing keeps another program from taking the name in the very moment between looking and renaming. */
async function claimByName(draft: string, file: string, error: NodeJS.ErrnoException): Promise<boolean> {
  if (!NO_LINKS.includes(error.code ?? '')) throw error
  const isTaken = await access(file).then(
    () => true,
    ({ code }) => code !== 'ENOENT',
  )
  if (isTaken) return false
  await rename(draft, file)
  return true
}

/** The name is on the disk as well; Windows neither needs nor allows that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
