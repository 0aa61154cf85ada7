import { FineTuningJobProvider } from "./fineTuningJob";

/**
 * Makes the provider that a stack's state asks for by this name: states keep the text that calls it, so
 * the name and what it returns stay as they are in every version.
 */
export function createProvider(): FineTuningJobProvider {
  return new FineTuningJobProvider();
}

export {
  AnswerError,
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  JobNotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
} from "./answerErrors";
export {
  ConnectionError,
  InvalidArgumentError,
  JobCancelledError,
  JobFailedError,
  MissingCredentialsError,
  MissingModelError,
  OutageError,
  PortkeyError,
  ReadOnlyError,
  SecureConnectionError,
  UnexpectedResponseError,
  VersionMismatchError,
  WaitTimeoutError,
} from "./errors";
