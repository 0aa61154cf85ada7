/** Every error class there is, in the order of the table in the documentation. A new one gets its line here. */
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
