import type { ChalkInstance } from 'chalk'
import type { State } from '../doctor/check.ts'
import type { Examined } from '../doctor/examine.ts'
import type { World } from '../world.ts'
import { paint, wrapped } from './display.ts'

const STATES: Record<State, [words: string, look: 'green' | 'yellow' | 'red' | 'dim']> = {
  ok: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  failed: ['failed', 'red'],
  none: ['-', 'dim'],
}

/** Columns of the state, of the name, and of how long it took. */
const STATE = 9
const NAME = 14
const TOOK = 9
/** Wider than this, lines are hard to read. */
const WIDEST = 100

/** What was found, a line for each, and below it what to do. */
export function doctorText(world: World, examined: Examined[]): string {
  const chalk = paint(world)
  const width = Math.min(WIDEST, Math.max(60, world.columns))
  const lines = examined.flatMap((one) => blockOf(one, width, chalk))
  return `${lines.join('\n')}\n\n${summary(examined, chalk)}\n`
}

function blockOf({ check, findings, took }: Examined, width: number, chalk: ChalkInstance): string[] {
  const room = width - STATE - NAME - TOOK
  const indent = ' '.repeat(STATE + NAME)
  return findings.flatMap(({ state, what, cure }, index) => {
    const [words, look] = STATES[state]
    const [first = '', ...rest] = wrapped(what, room)
    const duration = index === 0 && state !== 'none' ? chalk.dim(tookText(took).padStart(TOOK)) : ''
    const name = index === 0 ? check : ''
    const shown = state === 'none' ? chalk.dim(first) : first
    return [
      `${chalk[look](words.padEnd(STATE))}${name.padEnd(NAME)}${duration ? `${first.padEnd(room)}${duration}` : shown}`,
      ...rest.map((line) => `${indent}${state === 'none' ? chalk.dim(line) : line}`),
      ...(cure === undefined ? [] : wrapped(`> ${cure}`, room)).map((line) => `${indent}${chalk.cyan(line)}`),
    ].map((line) => line.trimEnd())
  })
}

const tookText = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

function summary(examined: Examined[], chalk: ChalkInstance): string {
  const states = examined.flatMap(({ findings }) => findings.map(({ state }) => state))
  const count = (state: State) => states.filter((one) => one === state).length
  const [warnings, failures] = [count('warning'), count('failed')]
  const parts = [
    chalk.green(`${count('ok')} ok`),
    ...(warnings > 0 ? [chalk.yellow(`${warnings} warning${warnings === 1 ? '' : 's'}`)] : []),
    ...(failures > 0 ? [chalk.red(`${failures} failed`)] : []),
  ]
  return `${parts.join(', ')}. Nothing was sent or changed.`
}
