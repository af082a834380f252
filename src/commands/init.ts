import { existsSync } from 'node:fs'
import path from 'node:path'
import { account as accountField } from '../config/fields.ts'
import { loadConfig, loadConfigText } from '../config/load.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { type Answers, answersOf, secretsOf } from '../init/answers.ts'
import { configText } from '../init/config-text.ts'
import { envText, type Typed } from '../init/env-file.ts'
import { keepAside, readIfThere, writeNew, writeSecret } from '../init/files.ts'
import type { Day } from '../schedule/day.ts'
import { Zone } from '../schedule/zone.ts'
import { shipped } from '../shipped.ts'
import type { World } from '../world.ts'
import { type InitOptions, type Said, saidIn, serverOf } from './init-options.ts'
import { endingText, summaryText } from './init-text.ts'
import { configFile } from './options.ts'
import { configErrors } from './school.ts'

/** The file of secrets, beside the config. */
const ENV_FILE = 'pars-auto.env'

/** Writes a first config, with every job in shadow. Asks for what flags do not say where there is somebody to ask. */
export async function init(world: World, options: InitOptions): Promise<ExitCode> {
  const file = path.resolve(world.cwd, configFile(options, world))
  const shown = path.relative(world.cwd, file)
  if (existsSync(file) && !options.force)
    throw new UserError(
      `There is a config already: ${shown}. Change that, or say --force: then it is kept beside the new one.`,
      Exit.usage,
    )
  const said = saidIn(options)
  const account = await accountHere(world)
  const todayIn = (zone: string): Day => new Zone(zone).dayAt(world.clock())

  const { input, output } = world.terminal
  const isAsked = !options.yes && input !== undefined && output !== undefined
  const ask = isAsked ? new (await import('./ask.ts')).Ask(world) : undefined
  const questions = ask && new (await import('./init-ask.ts')).InitQuestions(ask)
  const answers = questions
    ? await questions.complete(said, account, todayIn)
    : unasked(said, account, todayIn, options.yes ?? false)
  const typed: Typed = questions?.typed ?? {}

  const text = configText(answers, { envFile: ENV_FILE, schema: schemaFor(file) })
  const loaded = loadConfigText(text, file, { env: { ...world.env, ...typed }, now: world.clock() })
  if (!loaded.config)
    throw new UserError(
      `Nothing was written. With these answers the config would have errors:\n\n${configErrors(loaded, file, world).message}`,
      Exit.usage,
    )
  ask?.show(summaryText(answers), `For ${shown}`)
  if (ask && !(await ask.agree(`Write ${shown}?`))) {
    world.out('Nothing was written.\n')
    return Exit.done
  }
  const envFile = path.join(path.dirname(file), ENV_FILE)
  const secrets = secretsOf(answers)
  const before = readIfThere(envFile)
  const aside = existsSync(file) ? keepAside(file) : undefined
  if (secrets.length > 0) writeSecret(envFile, envText(before ?? '', secrets, typed))
  writeNew(file, text)
  const { problems } = loadConfig(file, { env: world.env, now: world.clock() })
  world.out(
    endingText({
      answers,
      file: shown,
      aside: aside && path.relative(world.cwd, aside),
      envFile: secrets.length > 0 ? path.relative(world.cwd, envFile) : undefined,
      isNewEnvFile: before === undefined,
      problems,
      isElsewhere: options.config !== undefined,
      platform: process.platform,
    }),
  )
  return Exit.done
}

/** Whoever is at it, where that is an account that a permission can be granted to. */
async function accountHere({ directory, host }: World): Promise<string | undefined> {
  const name = (await directory.account()) ?? host.person
  return accountField.safeParse(name).success ? name : undefined
}

/** What is usual in place of what nobody said. @throws UserError for what has to be said */
function unasked(
  said: Said,
  account: string | undefined,
  todayIn: (zone: string) => Day,
  yes: boolean,
): Answers {
  const { calendar, busy = [], alerts = { webhook: false, mail: [] }, personal = false, mail, service } = said
  const timezone = said.timezone ?? 'Europe/London'
  const type = said.database.type ?? (yes ? 'sqlite' : undefined)
  const server = type === 'sqlserver' ? serverOf(said.database) : undefined
  const missing = [
    ...(said.school !== undefined || yes ? [] : ['--school, what it is called']),
    ...(type === undefined ? ['--database, sqlite or sqlserver'] : []),
    ...(Array.isArray(server) ? server : []),
  ]
  if (missing.length > 0)
    throw new UserError(
      `To write a config, say also ${missing.join('; ')}.${yes ? '' : ' With --yes the rest is as usual.'}`,
      Exit.usage,
    )
  const school = said.school ?? 'Our School'
  const embedded = { type: 'sqlite', file: said.database.file ?? 'school.db' } as const
  const database = server && !Array.isArray(server) ? server : embedded
  const answers = { school, timezone, database, calendar, busy, alerts, mail, account, personal, service }
  return answersOf(answers, todayIn(timezone))
}

/** The JSON Schema that comes with the program, as editors find it from the config. */
function schemaFor(file: string): string | undefined {
  try {
    const schema = shipped('docs/automation.config.schema.json')
    const relative = path.relative(path.dirname(file), schema)
    const named = relative.startsWith('..') || path.isAbsolute(relative) ? schema : `./${relative}`
    return named.replaceAll('\\', '/')
  } catch {
    return undefined
  }
}
