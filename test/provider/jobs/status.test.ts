import { documentedStatuses, isDocumented, isFinished, normalizeStatus } from "../../../provider/jobs/status";

const unknownStatuses = ["paused", "pausing", "resuming", "pending", "created", "notRunning", "", "toString"];

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
    ["CANCELLED", "cancelled"],
    ["Canceled", "cancelled"],
    ["Validating_Files", "validating_files"],
  ])("%s is %s", (given, status) => {
    expect(normalizeStatus(given)).toBe(status);
  });

  it.each(unknownStatuses)("%j stays as it came", (status) => {
    expect(normalizeStatus(status)).toBe(status);
  });
});
