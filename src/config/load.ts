import path from 'node:path'
import type { LogPlace } from '../log/log.ts'
import { assemble } from './assemble.ts'
import { build, rightOf } from './build.ts'
import { Checker } from './check.ts'
import { keepChecked, loadChecked } from './checked.ts'
import type { Config, Places } from './config.ts'
import type { Draft } from './draft.ts'
import { type Part, partsOf, problemsOf, type Whole, withShared } from './extends.ts'
import { readerOf } from './extends-kept.ts'
import { type Hidden, hiddenIn } from './hidden.ts'
import { hideIn, masksFor, textWithoutSecrets } from './mask.ts'
import { type Finding, hasErrors, type Problem, toProblems } from './problem.ts'
import { decode, type ReadFile, readText } from './read.ts'
import { referredDatabase } from './referred-database.ts'
import { applyRules } from './rules/index.ts'
import { saidWhere } from './said-where.ts'
import { scrub } from './scrub.ts'
import { Source } from './source.ts'
import { at, type Located, type LocatedMap, scalars } from './tree.ts'
import { confidentialIn, valuesOf } from './values.ts'
import { expand, inFront, readEnvFile, variables } from './variables.ts'
import { readYaml } from './yaml.ts'

export { configureJob } from './build.ts'

export interface LoadResult {
  /** Only when there is no error; warnings do not matter. */
  config?: Config
  /** Where the database and SIMS are, when that much can be read of a config with errors. */
  places?: Places | undefined
  /** Where the log is, and what must not stand in it, when that much can be read. */
  log?: LoggedBy
  /** In the order of the file. */
  problems: Problem[]
  /** Keeps it for `loadKept`: what was read from its file and found right. */
  keep?: () => void
}

/** How a config is logged. */
interface LoggedBy {
  place: LogPlace
  /** Secrets, and whatever came from the environment. */
  confidential: ReadonlySet<string>
  /** Ids of its jobs. */
  ids: ReadonlySet<string>
}

/** What a config is looked at with. */
export interface Surroundings {
  env: NodeJS.ProcessEnv
  /** Epoch ms: how near the end of the calendar is, and which clock change comes next. */
  now: number
}

/** Reads and checks a config. Whatever is wrong with the file is in `problems`: nothing is thrown. */
export function loadConfig(file: string, surroundings: Surroundings): LoadResult {
  return load(readText(file), file, surroundings, readText)
}

/**
 * The same for a tick: a config that was found right and has not changed since is not read and checked again. Nobody is
 * told of warnings then.
 */
export function loadKept(file: string, surroundings: Surroundings): LoadResult {
  const known = loadChecked(file, surroundings)
  if (known) return known
  const loaded = loadConfig(file, surroundings)
  loaded.keep?.()
  return loaded
}

/**
 * Checks the text of a config as though it stood in `file`: one that is about to be written, or one that was kept
 * after the file changed. That has the files it extends in itself.
 */
export function loadConfigText(text: string, file: string, surroundings: Surroundings): LoadResult {
  const { own, shared } = partsOf(text, file)
  return load(decode(Buffer.from(own)), file, surroundings, shared.size > 0 ? readerOf(shared) : readText)
}

function load(
  { text, findings }: ReadFile,
  file: string,
  surroundings: Surroundings,
  readShared: (file: string) => ReadFile,
): LoadResult {
  const source = new Source(text)
  const unusable = (found: Finding[]) => ({ problems: toProblems(file, source, found, hideIn(text)) })
  if (findings.length > 0) return unusable(findings)
  const yaml = readYaml(source)
  if (!yaml.root && yaml.findings.length > 0) return unusable(yaml.findings)
  if (yaml.root?.kind !== 'map') return unusable([notAConfig(yaml.root)])
  const whole = withShared({ file, source, from: 0, root: yaml.root }, readShared)
  const found = [...yaml.findings, ...whole.findings]
  // What it does not say may stand in the file that cannot be read.
  if (whole.isIncomplete) return { problems: problemsOf(whole.parts, found, hideIn(whole.text)) }
  return check(whole, found, file, surroundings)
}

function check(
  { root, parts, text: wholeText, shared }: Whole,
  found: Finding[],
  file: string,
  surroundings: Surroundings,
): LoadResult {
  const { env, now } = surroundings
  const hidden = hiddenInAll(root, parts)
  const { envFiles, ...read } = readVariables(parts, env)
  const values = valuesOf(root, hidden, read.lookUp)
  const checker = new Checker(root, values, hidden)
  const draft = assemble(root, checker, path.resolve(file), now)
  const findings = [...found, ...read.findings, ...values.findings, ...checker.findings, ...applyRules(draft)]
  const problems = problemsOf(parts, scrub(findings, values.confidential), masksFor(hidden))
  const log = { place: draft.log, confidential: confidentialIn(values, hidden), ids: draft.ids }
  if (hasErrors(problems)) {
    return { problems, places: placesOf(draft), log }
  }
  const lines = saidWhere(draft, parts)
  const config = build(rightOf(draft, lines), {
    file: path.resolve(file),
    text: textWithoutSecrets(wholeText, hidden),
    lines,
    envFiles,
    alsoRead: [...envFiles, ...shared],
    referredDatabase: () => referredDatabase(root, hidden, read.lookUp),
  })
  const keep = () =>
    keepChecked({ config, draft, root, parts, hidden, values, lookUp: read.lookUp, shared }, surroundings)
  return { config, places: config, log, problems, keep }
}

/** Also of what a shared file says and the school's own says otherwise: nobody is to read that either. */
function hiddenInAll(root: LocatedMap, parts: Part[]): Hidden {
  const hidden = hiddenIn(root)
  if (parts.length === 1) return hidden
  const inForce = new Set(scalars(root))
  for (const { secrets, doubtful } of parts.map((part) => hiddenIn(part.root))) {
    for (const scalar of secrets) hidden.secrets.add(scalar)
    for (const scalar of doubtful) if (!inForce.has(scalar)) hidden.doubtful.add(scalar)
  }
  return hidden
}

/** One of them is no use without the other: it does not have the tables that are there. */
function placesOf({ database, sims, root }: Draft): Places | undefined {
  if (!database || (at(root, ['sims']) && !sims)) return undefined
  return { database, ...(sims ? { sims } : {}) }
}

function notAConfig(root: Located | undefined): Finding {
  const isEmpty = !root || (root.kind === 'scalar' && root.value === null)
  const isGlued = root?.kind === 'scalar' && /^\w+:[^\s/]/.test(String(root.value))
  const message = isEmpty ? 'the file is empty' : 'the file is not a group of keys such as school: and jobs:'
  const hint = isGlued
    ? 'a colon is followed by a space'
    : 'start from the automation.config.yaml that came with pars-auto'
  return { rule: 'file', severity: 'error', message, hint, path: [] }
}

/** Each file may name one, and the values of the school's own win. */
function readVariables(parts: Part[], env: NodeJS.ProcessEnv) {
  const read = parts.map((part) => readEnvFileOf(part, env))
  const values = inFront(read.map((one) => one.values))
  return {
    lookUp: variables(env, values),
    envFiles: read.flatMap(({ envFile }) => envFile ?? []),
    findings: read.flatMap(({ findings }) => findings),
  }
}

/** The env file cannot take its own name from itself: only from the environment. */
function readEnvFileOf({ root, file }: Part, env: NodeJS.ProcessEnv) {
  const named = at(root, ['envFile'])
  const name =
    named?.kind === 'scalar' && typeof named.value === 'string'
      ? expand(named.value, variables(env))
      : undefined
  if (!named || !name?.trim()) return { values: {}, findings: [] }
  const envFile = path.resolve(path.dirname(file), name)
  const { values, trouble } = readEnvFile(envFile)
  const finding: Finding = {
    rule: 'env-file',
    severity: 'warning',
    message: `the file of secrets cannot be used: ${trouble}`,
    hint: 'its values are taken from the environment alone',
    path: ['envFile'],
    span: named.span,
  }
  return { values, envFile, findings: trouble ? [finding] : [] }
}
