/** Something outside the school did not do what was asked of it. Its message is for people, without personal data. */
export class OutsideTrouble extends Error {
  override name = 'OutsideTrouble'
  /** Whether asking again in a minute may go better: a server that is down, not a wrong password. */
  readonly passes: boolean

  constructor(message: string, { passes }: { passes: boolean }) {
    super(message)
    this.passes = passes
  }
}
