export { answer, hang, reset, type Fault } from "./faults";
export type { EngineOptions, RegisteredResource } from "./inProcessEngine";
export { failedJob, runningJob, succeededJob, type WireJob } from "./jobs";
export { PortkeySimulator, type JobState, type LoggedRequest, type SimulatorOptions } from "./portkeySimulator";
export { runProgram, unknownValue, type Program, type ProgramResult, type RunOptions } from "./runProgram";
