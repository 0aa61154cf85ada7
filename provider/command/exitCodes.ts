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

/** What a command's end means to a pipeline. They do not change, since pipelines branch on them; 69 to 77 are those of sysexits.h. */
export const exitCodes = {
  succeeded: {
    code: 0,
    meaning: "the job has succeeded (`--for finished`: it has ended); `status`, `list`: it is printed",
  },
  failed: { code: 1, meaning: "the job failed or was cancelled, or no job fits the filters" },
  usage: {
    code: 2,
    meaning: "an argument, an option or a setting is wrong or missing, or a retry would not help",
  },
  unavailable: { code: 69, meaning: "Portkey gave no good answer: try again later" },
  defect: { code: 70, meaning: "an error of pulumi-portkey's own: please report it" },
  unfinished: { code: 75, meaning: "the job is still training, or its model has no name yet: run it again" },
  refused: { code: 77, meaning: "Portkey or the provider refused the key, its permission, or the job's id" },
  interrupted: { code: 130, meaning: "Ctrl-C, or SIGTERM" },
} as const;

type End = keyof typeof exitCodes;

/** Which end an error is. Any other is `unavailable` if another try may help, and else `usage`: somebody has to change something. */
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
