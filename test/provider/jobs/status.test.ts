import {
  documentedStatuses,
  isDocumented,
  isFinished,
  isPaused,
  normalizeStatus,
  statusWords,
} from "../../../provider/jobs/status";

const unknownStatuses =
  "paused|pending|notRunning||toString|CANCELLATION_REQUESTED|JOB_STATE_UNSPECIFIED|in_progress|completed_with_errors".split(
    "|",
  );

describe("a status", () => {
  it.each(["succeeded", "failed", "cancelled"])("%s is an end", (status) => {
    expect(isFinished(status)).toBe(true);
  });

  it.each(["validating_files", "queued", "running"])("%s is no end", (status) => {
    expect(isFinished(status)).toBe(false);
  });

  it.each(unknownStatuses)("%j is not documented, and no end", (status) => {
    expect(isDocumented(status)).toBe(false);
    expect(isFinished(status)).toBe(false);
  });

  it.each(documentedStatuses)("%s is documented and stays as it is", (status) => {
    expect(isDocumented(status)).toBe(true);
    expect(normalizeStatus(status)).toBe(status);
  });

  it.each([
    ["canceled", "cancelled"],
    ["Succeeded", "succeeded"],
    ["Validating_Files", "validating_files"],
    ["completed", "succeeded"],
    ["JobState.JOB_STATE_SUCCEEDED", "succeeded"],
    ["JOB_STATE_RUNNING", "running"],
    ["STATUS_QUEUED", "queued"],
    ["Stopped", "cancelled"],
    ["error", "failed"],
    ["Failed-Validation", "failed"],
  ])("%s is %s", (given, status) => {
    expect(normalizeStatus(given)).toBe(status);
  });

  it.each(unknownStatuses)("%j stays as it came", (status) => {
    expect(normalizeStatus(status)).toBe(status);
  });

  it.each(Object.entries(statusWords))("%s is what its table says, in every spelling", (word, { means }) => {
    for (const spelling of [word, word.toUpperCase(), `JOB_STATE_${word.toUpperCase()}`, word.replaceAll("_", " ")]) {
      expect(normalizeStatus(spelling)).toBe(means === "paused" ? spelling : means);
      expect(isFinished(normalizeStatus(spelling))).toBe(means !== "paused");
      expect(isPaused(spelling)).toBe(means === "paused");
    }
  });
});
