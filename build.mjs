import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'rolldown'
import license from 'rollup-plugin-license'

// A file with one character beyond Latin 1, be it in a comment, takes two bytes of memory for each of its characters.
const SMALL = { charset: 'ascii', comments: { legal: true, annotation: false, jsdoc: false } }

/** What is installed is asked for by `require`: code that was compiled the last time has no `import()` in Node 20. */
const ALWAYS_REQUIRED = { dynamicImportInCjs: false }

const PROGRAM = path.resolve('src/main.ts')
/** A tick that may find nothing to do but to look: a program of its own, without the rest. */
const LOOK = path.resolve('src/look/main.ts')
/** What it loads besides, for a database of the one kind or of the other. */
const [EMBEDDED, SERVER] = ['sqlite', 'sqlserver'].map((kind) => path.resolve(`src/look/${kind}.ts`))

/** Whether `first` cannot start without a file: what is imported from it on, and not on demand. */
const isNeeded = (id, first, modules, seen = new Set()) => {
  if (seen.has(id)) return false
  seen.add(id)
  const { importers = [] } = modules.getModuleInfo(id) ?? {}
  return id === first || importers.some((importer) => isNeeded(importer, first, modules, seen))
}

/**
 * Left to itself, the bundler puts what reports share with the rest into parts that each start would load. A file is
 * in the first of these parts that needs it.
 */
const PARTS = [
  ['basics', LOOK],
  ['embedded', EMBEDDED],
  ['shared', SERVER, PROGRAM],
  ['server', SERVER],
  ['core', PROGRAM],
].map(([part, ...needs], at, { length }) => ({
  debugName: part,
  name: (id, modules) => (needs.every((first) => isNeeded(id, first, modules)) ? part : null),
  priority: length - at,
}))

/** What is installed beside the bundle: compiled code, fonts, programs. */
const INSTALLED = new Set(Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies))

/** knex names the drivers of all its databases; it builds statements here and never loads one. */
const isExternal = (id, importer) =>
  INSTALLED.has(id) || (DRIVERS.has(id) && /[\\/]knex[\\/]/.test(importer ?? ''))
const DRIVERS = new Set([
  'better-sqlite3',
  'mariadb/callback',
  'mysql',
  'mysql2',
  'oracledb',
  'pg',
  'pg-query-stream',
  'sqlite3',
  'tedious',
])

/** A login by Azure takes as much code as all the rest: in files of their own, read with the first such login. */
const AZURE = { '@azure/identity': 'identity', '@azure/keyvault-keys': 'keyvault' }
const LATER = '\0later:'
const azureLater = {
  name: 'azure-later',
  resolveId(id, importer) {
    if (importer?.startsWith(LATER)) return { id, external: true }
    return id in AZURE && /[\\/]tedious[\\/]/.test(importer ?? '') ? LATER + id : null
  },
  load(id) {
    if (!id.startsWith(LATER)) return null
    const file = `./azure/${AZURE[id.slice(LATER.length)]}.cjs`
    return `module.exports = new Proxy({}, { get: (_, name) => require('${file}')[name] })`
  },
}

/** What is bundled keeps its authors' names and terms beside it. */
const licences = license({ thirdParty: { output: { file: path.resolve('dist/licences.txt') } } })
const published = ({ plugins = [], ...rest }) => ({ ...rest, plugins: [...plugins, licences] })

// One CommonJS file: a tick starts 1,440 times a day, and one file loads in half the time of a thousand. What only
// reports need is in files beside it, loaded with the first report.
const bundle = (input, file, codeSplitting = false) => ({
  input,
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  plugins: [azureLater],
  external: isExternal,
  output: codeSplitting
    ? {
        dir: path.dirname(file),
        entryFileNames: '[name].cjs',
        chunkFileNames: 'parts/[name].cjs',
        format: 'cjs',
        codeSplitting: { groups: PARTS },
        ...ALWAYS_REQUIRED,
        ...SMALL,
      }
    : { file, format: 'cjs', codeSplitting, ...ALWAYS_REQUIRED, ...SMALL },
})

rmSync('dist/parts', { recursive: true, force: true })

// Not by rolldown's own command: it lists all files that it wrote, to whoever only wanted to see the demo.
await build([
  published({
    input: Object.fromEntries(Object.entries(AZURE).map(([name, file]) => [file, name])),
    platform: 'node',
    output: {
      dir: 'dist/parts/azure',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      format: 'cjs',
      ...SMALL,
    },
  }),
  published(bundle('src/completion/main.ts', 'dist/completion.cjs')),
  published(bundle({ 'pars-auto': PROGRAM, look: LOOK }, 'dist/pars-auto.cjs', true)),
  // The generator of docs/ and the benchmarks: not part of the published package.
  bundle('src/docs/generate.ts', 'dist/docs/generate.cjs'),
  bundle('src/docs/command-line.ts', 'dist/docs/command-line.cjs'),
  // A process for the fault tests to kill.
  bundle('tests/faults/runner.ts', 'dist/faults/runner.cjs'),
  bundle('tests/bench/bench.ts', 'dist/bench/bench.cjs'),
  bundle('tests/bench/night.ts', 'dist/bench/night.cjs'),
  {
    ...bundle('tests/bench/served.ts', 'dist/bench/served.cjs'),
    resolve: { alias: { vitest: path.resolve('tests/bench/outside-tests.ts') } },
  },
  bundle('tests/bench/report.ts', 'dist/bench/report/report.cjs', true),
])

execFileSync(process.execPath, ['dist/docs/command-line.cjs', 'dist'])
