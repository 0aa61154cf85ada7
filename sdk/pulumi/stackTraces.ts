/**
 * Creates something without stack traces. Pulumi records one for each promise, four for each output, to report its own bugs. With source
 * maps, this is most of the cost of a job. Pulumi still finds where the program creates a resource.
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
