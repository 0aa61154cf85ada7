import { documentedStatuses, isDocumented, isFinished, normalizeStatus } from "../../provider/status";

const unknownStatuses = [
  "paused",
  "pausing",
  "resuming",
  "pending",
  "created",
  "notRunning",
  "SUCCEEDED",
  "",
  "toString",
];

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

  it("canceled is cancelled", () => {
    expect(normalizeStatus("canceled")).toBe("cancelled");
  });

  it.each(unknownStatuses)("%j stays as it came", (status) => {
    expect(normalizeStatus(status)).toBe(status);
  });
});
