/** A register is that of a session or that of a lesson. */
export interface Register {
  sessionId: number | null
  lessonId: number | null
}

export const inRegister = ({ sessionId, lessonId }: Register, pupilId: number): string =>
  `${sessionId ?? ''}/${lessonId ?? ''} ${pupilId}`

export const onDay = (pupilId: number, date: string): string => `${pupilId} ${date}`
