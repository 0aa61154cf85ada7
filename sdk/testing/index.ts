export { answer, hang, reset, type Fault } from "./faults";
export type { EngineOptions, RegisteredResource } from "./inProcessEngine";
export { failedJob, runningJob, succeededJob, type WireJob } from "./jobs";
export type { JobState } from "./jobStates";
export type { ModelState } from "./models";
export { PortkeySimulator, type LoggedRequest, type SimulatorOptions } from "./portkeySimulator";
export { runProgram, unknownValue, type Program, type ProgramResult, type RunOptions } from "./runProgram";
