import { describeExampleIn } from "./exampleIn";
import { isLinuxX64, withNode, withoutNode } from "./machines";

describeExampleIn("python", isLinuxX64 ? withoutNode : withNode);
