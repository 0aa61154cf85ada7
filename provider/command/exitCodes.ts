import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  JobCancelledError,
  JobFailedError,
  MissingModelError,
  NoMatchingJobError,
  NotFoundError,
  PermissionDeniedError,
  type PortkeyError,
  RedirectError,
  RequestRejectedError,
  WaitTimeoutError,
} from "../errors";
import { InternalError } from "../errors/internalError";
import { mayPass } from "../errors/portkeyError";

/** The exit codes. They must not change, since pipelines depend on them. 69 to 77 come from sysexits.h. */
export const exitCodes = {
  succeeded: {
    code: 0,
    meaning:
      "success: the job has succeeded (with `--for finished`: ended), or `status` or `list` has printed its result",
  },
  failed: { code: 1, meaning: "the job failed or was cancelled, or no job matches the filters" },
  usage: {
    code: 2,
    meaning: "you must change something first, such as an argument, an option, a setting or a proxy",
  },
  unavailable: { code: 69, meaning: "Portkey gave no valid response: run the command again later" },
  defect: { code: 70, meaning: "an error in pulumi-portkey itself: please report it" },
  unfinished: { code: 75, meaning: "the job is not finished, or its model has no name yet: run the command again" },
  refused: {
    code: 77,
    meaning: "Portkey or the provider refused the request: check the key, its permissions and the job id",
  },
  interrupted: { code: 130, meaning: "interrupted by Ctrl-C or SIGTERM" },
} as const;

type End = keyof typeof exitCodes;

/** The exit code of each error. Any other error is `unavailable` if a retry may help, and otherwise `usage`. */
const ends: ReadonlyArray<readonly [End, ReadonlyArray<abstract new (...given: never) => PortkeyError>]> = [
  ["failed", [JobFailedError, JobCancelledError, NoMatchingJobError]],
  ["defect", [InternalError]],
  ["unfinished", [WaitTimeoutError, MissingModelError]],
  [
    "refused",
    [
      AuthenticationError,
      PermissionDeniedError,
      NotFoundError,
      BudgetExceededError,
      GuardrailDeniedError,
      RequestRejectedError,
      RedirectError,
    ],
  ],
];

export function endOf(error: PortkeyError): End {
  return (
    ends.find(([, types]) => types.some((type) => error instanceof type))?.[0] ??
    (mayPass(error) ? "unavailable" : "usage")
  );
}
