/** All error classes, in the order of the documentation. Add a new class here. */
export { PortkeyError, type TryAgain } from "./portkeyError";
export { InvalidArgumentError, MissingCredentialsError } from "./argumentErrors";
export {
  AnswerError,
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  NotFoundError,
  PermissionDeniedError,
  ProxyError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
} from "./answerErrors";
export {
  ConnectionError,
  IncompleteListError,
  ListTooLongError,
  SecureConnectionError,
  UnexpectedResponseError,
} from "./requestErrors";
export {
  JobCancelledError,
  JobFailedError,
  MissingModelError,
  ModelUnavailableError,
  NoMatchingJobError,
  OutageError,
  ReadOnlyError,
  SettingsMismatchError,
  VersionMismatchError,
  WaitTimeoutError,
} from "./jobErrors";
export { InternalError } from "./internalError";
