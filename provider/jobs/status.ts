/** The statuses that the API documents, in the order a job goes through them. */
export const documentedStatuses = [
  "validating_files",
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
] as const;

export type DocumentedStatus = (typeof documentedStatuses)[number];

/** A job's status. Gateways and providers add words of their own (`paused`, `pending`, …): the vocabulary is open. */
export type JobStatus = DocumentedStatus | (string & {});

/** Maps a status as it came, in whichever case, to the word that the documentation has for it, if it has one. */
export function normalizeStatus(status: string): JobStatus {
  const word = status.toLowerCase();
  return word === "canceled" ? "cancelled" : isDocumented(word) ? word : status;
}

/** Tells whether the API documents this status. */
export function isDocumented(status: JobStatus): status is DocumentedStatus {
  return documentedStatuses.some((documented) => documented === status);
}

/** Tells whether a job with this status has come to its end. An unknown status has not. */
export function isFinished(status: JobStatus): boolean {
  if (!isDocumented(status)) {
    return false;
  }
  switch (status) {
    case "succeeded":
    case "failed":
    case "cancelled":
      return true;
    case "validating_files":
    case "queued":
    case "running":
      return false;
  }
}
