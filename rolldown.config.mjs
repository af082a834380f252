import { defineConfig } from 'rolldown'

// One CommonJS file: a tick starts 1,440 times a day, and one file loads in half the time of a thousand.
const bundle = (input, file) => ({
  input,
  platform: 'node',
  // knex names the drivers of all its databases; it builds statements here and never loads one.
  external: [
    'libsql',
    'better-sqlite3',
    'mariadb/callback',
    'mysql',
    'mysql2',
    'oracledb',
    'pg',
    'sqlite3',
    'tedious',
  ],
  output: { file, format: 'cjs', codeSplitting: false },
})

export default defineConfig([
  bundle('src/main.ts', 'dist/pars-auto.cjs'),
  // The generator of docs/ and the benchmarks: not part of the published package.
  bundle('src/docs/generate.ts', 'dist/docs/generate.cjs'),
  // A process for the fault tests to kill.
  bundle('tests/faults/runner.ts', 'dist/faults/runner.cjs'),
  bundle('tests/bench/bench.ts', 'dist/bench/bench.cjs'),
])
