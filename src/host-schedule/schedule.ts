/** What starts the ticks on this host. */
export const KINDS = ['windows', 'cron', 'systemd'] as const
export type Kind = (typeof KINDS)[number]

/** What is to be started every minute, by whom. Paths are absolute. */
export interface Wanted {
  /** Of the task, the unit, or the mark in the crontab: tells several schools on one host apart. */
  name: string
  /** How this program is started: Node and the file, or an executable of its own. */
  program: string[]
  /** A config, or a pattern of the configs of many schools. */
  config: string
  /** Where the tick starts: the folder of the config, or the one in which the pattern begins. */
  folder: string
  /** Whoever the ticks run as; undefined for whoever installs. */
  account?: string | undefined
  /** For the whole host instead of for one account: cron.d, system units. */
  system: boolean
  /** Windows: without a password that is kept, and so without the network. */
  withoutPassword: boolean
  /** Epoch ms. */
  now: number
}

/** A file that is written, or text that a program of the system is given. */
interface Piece {
  where: string
  text: string
}

/** Something on this host that starts ticks. */
export interface Entry {
  kind: Kind
  /** `task \pars-auto`; `crontab of root, line 3` */
  where: string
  /** Whether it bears the name that was asked for, so that installing would write it anew. */
  isNamed: boolean
  isOff: boolean
  /** What is started, before `run-due`. */
  program: string[]
  folder?: string | undefined
  config?: string | undefined
  /** What is wrong with it as such, beyond what it starts. */
  troubles: Trouble[]
  /** What takes it away. */
  removal: string
}

/** Something that is not as it has to be, and what cures it. */
export interface Trouble {
  problem: string
  cure: string
}

/** One of the schedulers of an operating system. */
export interface HostSchedule {
  kind: Kind
  /** What installing would write. */
  pieces(wanted: Wanted): Promise<Piece[]>
  /** Writes it, in place of what was there under this name. @returns what was done, in sentences */
  install(wanted: Wanted): Promise<string[]>
  /** Everything on this host that starts ticks, for any config. */
  entries(wanted: Wanted): Promise<Entry[]>
  /** Takes away what is there under this name. @returns what was done; empty where there was nothing */
  uninstall(wanted: Wanted): Promise<string[]>
  /** The environment that a tick finds; undefined where that cannot be known. */
  environment(wanted: Wanted): Promise<Record<string, string> | undefined>
}

/** What is started for a config, as words. */
export const tickOf = ({ program, config }: Pick<Wanted, 'program' | 'config'>): string[] => [
  ...program,
  'run-due',
  '--config',
  config,
]

/** The words of a command line that starts ticks; undefined for any other. */
export interface Tick {
  program: string[]
  /** As it is written there; undefined where it is left to be found. */
  config?: string | undefined
}

export function readTick(words: string[]): Tick | undefined {
  const at = words.indexOf('run-due')
  if (at < 1) return undefined
  const options = words.slice(at + 1)
  const flag = options.findIndex((word) => word === '--config' || word === '-c')
  const joined = options.find((word) => word.startsWith('--config='))?.slice('--config='.length)
  return { program: words.slice(0, at), config: flag >= 0 ? options[flag + 1] : joined }
}
