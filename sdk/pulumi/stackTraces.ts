/**
 * Makes something without stack traces. For a report of its own bugs Pulumi takes one of each promise, four for each output, and source maps make
 * that most of what a job costs. Where in the program a resource stands it finds all the same.
 */
export function withoutStackTraces<Made>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
