import type { Command } from 'commander'
import type { ExitCode } from '../exit.ts'
import type { World } from '../world.ts'
import { exportData, loadData } from './db.ts'
import { configOption, json, verbsOf } from './verbs.ts'

/** Adds `db` with its verbs. */
export function addDbCommand(root: Command, world: World, done: (code: ExitCode) => void): void {
  const db = root
    .command('db')
    .description('The database: whether it can be reached and has what the jobs need; your own data.')
    .addOption(configOption())
  const verb = (...given: Parameters<ReturnType<typeof verbsOf>>) =>
    verbsOf(db, done)(...given).addOption(configOption())
  const several = (name: string, names: string[] = []) => [...names, name]

  verb('ping', 'Which database it reaches, as whom, with which rights, and how quickly.', async (o) =>
    (await import('./db-ping.ts')).ping(world, o),
  )
    .addOption(json())
    .addHelpText('after', '\nIt tries the login at once, also when that was refused a short while ago.')
  verb('check', 'Everything in which the database is not as the jobs need it.', async (o) =>
    (await import('./db-check.ts')).checkDatabase(world, o),
  )
    .addOption(json())
    .addHelpText(
      'after',
      '\nIt reads the catalogue and changes nothing. What would cure a difference stands\nbelow it. Exit code: 0 when the jobs can run, remarks or not; otherwise 6.',
    )
  verb('contract', 'T-SQL to fill in, which maps your tables onto those of the jobs.', async (o) =>
    (await import('./db-scripts.ts')).printContract(world, o),
  )
    .option('--sql', 'print it')
    .option('--table <name>', 'for this table only; may be given again', several)
  verb('migrate', 'Make the tables that pars-auto keeps for itself, or bring them up to date.', async (o) =>
    (await import('./db-migrate.ts')).migrateDatabase(world, o),
  )
    .option('--sql', 'print the T-SQL for somebody else to run, and do nothing')
    .option('--down', 'take the last step back, or those behind --to; says what is lost')
    .option('--to <step>', 'with --down: up to where; 0 takes all of the tables away')
    .option('--yes', 'with --down: do it')
    .addHelpText(
      'after',
      '\nThey are in a schema of their own. No table of PARS or SIMS is ever altered. It\ncan be run twice, and from two computers at once.',
    )
  verb('grants', 'T-SQL with the least rights that the jobs in the config need.', async (o) =>
    (await import('./db-scripts.ts')).printGrants(world, o),
  ).option('--login <name>', 'for whom (default: the login in the config)')
  verb(
    'load <folder>',
    'Fill an embedded database from CSV files, one for each table. All is checked first; with anything wrong nothing changes.',
    (o, folder) => loadData(world, o, folder as string),
  )
    .option('--dry-run', 'check the files and change nothing')
    .option('--replace', 'replace a database that the demo did not make')
    .addOption(json())
  verb('export <folder>', 'Write the tables to CSV files, as load reads them.', (o, folder) =>
    exportData(world, o, folder as string),
  )
    .option('--table <name>', 'this table only; may be given again', several)
    .option('--replace', 'write into a folder that is not empty')
    .addOption(json())
    .addHelpText(
      'after',
      '\nThe files hold personal data. Cells stand in them as in the database, also those\nthat begin with = + - or @, which Excel would take for formulas.',
    )
}
