import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')
const MB = 1_000_000

interface Locked {
  dev?: boolean
  optional?: boolean
  hasInstallScript?: boolean
}

/** What is installed beside the bundle, by its place; of what is for one platform each, that of this one. */
function installed(): [string, Locked][] {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev)
}

function sizeOf(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.reduce((size, entry) => {
    const one = path.join(folder, entry.name)
    return size + (entry.isDirectory() ? sizeOf(one) : statSync(one).size)
  }, 0)
}

test('what is installed with it has no script to run, and takes at most 110 MB', () => {
  const all = installed()
  expect(all.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
  const here = all
    .map(([place]) => path.join(ROOT, place))
    .filter((place) => statSync(place, { throwIfNoEntry: false }))
  expect(here.length).toBeGreaterThan(5)
  // A package inside another is counted with it as well: rather too much than too little.
  expect(here.reduce((size, place) => size + sizeOf(place), 0)).toBeLessThan(110 * MB)
})

test('the published package is under 3 MB, and has the terms of what is bundled in it', () => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  const [{ size, files }] = JSON.parse(said) as [{ size: number; files: { path: string }[] }]
  expect(size).toBeLessThan(3 * MB)
  const names = files.map((file) => file.path)
  expect(names).toContain('dist/licences.txt')
  expect(names.filter((name) => /^dist.(bench|faults|\.code)|^tests/.test(name))).toEqual([])
})

test('the login by Azure is in files of its own, with what SQL Server’s driver asks of it', () => {
  const require = createRequire(import.meta.url)
  const identity = require('../../dist/parts/azure/identity.cjs')
  const wanted = [
    'UsernamePasswordCredential',
    'ManagedIdentityCredential',
    'DefaultAzureCredential',
    'ClientSecretCredential',
  ]
  expect(wanted.filter((name) => typeof identity[name] !== 'function')).toEqual([])
  const parts = readdirSync(path.join(ROOT, 'dist/parts')).filter((name) => name.endsWith('.cjs'))
  const text = (name: string) => readFileSync(path.join(ROOT, 'dist/parts', name), 'utf8')
  expect(parts.filter((name) => /acquireTokenByClientCredential/.test(text(name)))).toEqual([])
  expect(parts.filter((name) => text(name).includes('./azure/identity.cjs'))).toHaveLength(1)
})
