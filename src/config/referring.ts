import type { Variables } from './variables.ts'

/** Stand around the name of a variable, in place of its value. */
const [OPEN, CLOSE] = ['\u27e6', '\u27e7']

/** Stands for the value of a variable that has one: what is read with it can be kept in a file. */
export const referring =
  (lookUp: Variables): Variables =>
  (name) =>
    lookUp(name) === undefined ? undefined : `${OPEN}${name}${CLOSE}`

/** Whether a text would be taken for a reference, or has one in it. */
export const isReferring = (text: string): boolean => text.includes(OPEN)

/** A text of JSON by the values that its variables have now; undefined when one of them has none any more. */
export function filled(json: string, lookUp: Variables): string | undefined {
  let isWhole = true
  const text = json.replace(new RegExp(`${OPEN}(\\w+)${CLOSE}`, 'g'), (_whole, name: string) => {
    const value = lookUp(name)
    isWhole &&= value !== undefined
    return JSON.stringify(value ?? '').slice(1, -1)
  })
  return isWhole ? text : undefined
}
