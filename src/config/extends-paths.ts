import path from 'node:path'
import type { Part } from './extends.ts'
import { at, type Located } from './tree.ts'

/**
 * What a trust gives to all its schools lies beside the shared file: certificates, reports of its own. Those paths are
 * written anew, as seen from the school's file. Databases and folders are each school's own, and stay as they are.
 */
export function pathsFrom(own: Part, shared: Part): void {
  const [here, there] = [own, shared].map(({ file }) => path.dirname(path.resolve(file))) as [string, string]
  if (here === there) return
  for (const node of shippedWith(shared.root)) {
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') continue
    if (path.isAbsolute(node.value) || node.value.startsWith('${')) continue
    node.value = path.relative(here, path.join(there, node.value)).replaceAll(path.sep, '/')
  }
}

function* shippedWith(root: Located): Generator<Located | undefined> {
  yield at(root, ['database', 'certificate'])
  yield at(root, ['sims', 'certificate'])
  const jobs = at(root, ['jobs'])
  if (jobs?.kind !== 'map') return
  for (const id of jobs.entries.keys()) {
    const report = at(jobs, [id, 'report'])
    if (report?.kind === 'scalar' && /\.sql$/i.test(String(report.value))) yield report
  }
}
