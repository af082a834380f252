/** `1 pupil`, `12 pupils`, `1,200 pupils`. */
export const countInWords = (count: number, [one, many]: [string, string]): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
