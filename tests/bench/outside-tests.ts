/** In place of vitest's, for what is made for tests and used by a benchmark: it lasts as long as the process. */
export const onTestFinished = (end: () => void): void => {
  process.once('exit', end)
}
