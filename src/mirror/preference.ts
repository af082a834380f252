/** The preference of PARS that leaves writing to SIMS to the night. */
export const DEFER_SIMS_WRITING = 'Defer SIMS writing to Automation'

/** Is a preference switched on? However somebody, or some program, wrote it. */
export const isOn = (value: string | undefined): boolean =>
  ['yes', 'true', '1', 'on'].includes((value ?? '').trim().toLowerCase())
