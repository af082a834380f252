/** The spooler cannot be asked. The message is for people. */
export class SpoolerTrouble extends Error {
  override name = 'SpoolerTrouble'
}
